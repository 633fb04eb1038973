"""Fetching, against a real server on 127.0.0.1: what it serves, refuses, stalls on and lies about."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from rashomon.model import Issue
from rashomon.read import Limits, ReadItem, ReadOptions, read_sources
from rashomon.read.fetch import Fetched, Fetcher
from rashomon.read.guard import GuardedTransport, RefusedError, check_url, is_public
from read_samples import OUTLET, TEXT, html, rss

pytestmark = pytest.mark.network

Route = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A server whose routes a test sets; ``asked`` lists (path, headers) in order."""

    port: int = 0
    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def answer(body: bytes, status: int = 200, **headers: str) -> Route:
    def route(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return route


@pytest.fixture
def site() -> Iterator[Site]:
    told = Site(routes={"/page": answer(html())})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            try:
                told.routes.get(self.path, answer(b"nothing here", 404))(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


OPTIONS = ReadOptions(allow_private=True, host_delay_s=0.0)


def read(url: str, options: ReadOptions = OPTIONS) -> tuple[list[ReadItem], list[str]]:
    found = list(read_sources([url], options))
    return [one for one in found if isinstance(one, ReadItem)], [one.code for one in found if isinstance(one, Issue)]


def test_a_page_is_read_with_its_address_and_time(site: Site):
    items, codes = read(site.url("/page"))
    assert codes == []
    assert items[0].report.text == TEXT
    assert items[0].report.outlet == OUTLET
    assert items[0].report.url == items[0].report.source == site.url("/page")
    assert items[0].report.fetched_at is not None
    assert items[0].raw == html()


def test_the_user_agent_says_who_asks(site: Site):
    read(site.url("/page"), replace(OPTIONS, user_agent="Rashomon/9 (+mailto:desk@example.org)"))
    assert {headers["user-agent"] for _, headers in site.asked} == {"Rashomon/9 (+mailto:desk@example.org)"}


def test_a_private_address_is_refused_unless_allowed(site: Site):
    for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"):
        items, codes = read(site.url("/page", host), ReadOptions(host_delay_s=0.0))
        assert (items, codes) in (([], ["refused-address"]), ([], ["fetch-failed"])), host
    assert site.asked == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1",
     "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "not an address"],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "1.1.1.1", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::808:808"]
)
def test_addresses_that_are_public(address: str):
    assert is_public(address)


@pytest.mark.parametrize("url", ["ftp://a.example/", "file:///etc/passwd", "http://me:secret@a.example/", "http:///x"])
def test_addresses_that_are_never_fetched(url: str):
    with pytest.raises(RefusedError):
        check_url(httpx.URL(url))


def test_the_checked_address_is_the_one_connected_to(site: Site):
    """A name that turns private after the check (DNS rebinding) is asked only once and reaches the checked address."""
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with Fetcher(replace(OPTIONS, obey_robots=False), resolver=resolver) as fetcher:
        assert _code(fetcher.fetch(site.url("/page", "news.example"))) == "fetched"
    assert asked == ["news.example"]
    assert site.asked[0][1]["host"] == f"news.example:{site.port}"


def test_one_private_address_among_public_ones_refuses_the_name():
    sent: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200)

    inner = httpx.MockTransport(handler)
    mixed = GuardedTransport(inner, False, lambda host, port: ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(RefusedError):
        mixed.handle_request(httpx.Request("GET", "https://a.example/"))
    assert sent == []
    public = GuardedTransport(inner, False, lambda host, port: ["93.184.216.34"])
    public.handle_request(httpx.Request("GET", "https://a.example/"))
    assert sent[0].url.host == "93.184.216.34"
    assert sent[0].headers["host"] == "a.example"
    assert sent[0].extensions["sni_hostname"] == "a.example"


def test_a_redirect_is_followed_and_each_hop_is_checked(site: Site):
    site.routes["/old"] = answer(b"", 301, Location="/page")
    items, _ = read(site.url("/old"))
    assert items[0].report.url == site.url("/page")

    def resolver(host: str, port: int) -> list[str]:
        return ["10.9.8.7"] if host == "inside.example" else ["127.0.0.1"]

    site.routes["/trap"] = answer(b"", 302, Location="http://inside.example/secret")
    with Fetcher(replace(OPTIONS, allow_private=False, obey_robots=False), resolver=resolver) as fetcher:
        assert _code(fetcher.fetch(site.url("/trap"))) == "refused-address"
    site.routes["/file"] = answer(b"", 302, Location="file:///etc/passwd")
    assert read(site.url("/file"))[1] == ["refused-address"]


def _code(found: Fetched | Issue) -> str:
    if isinstance(found, Issue):
        return found.code
    with found:
        return "fetched"


def test_redirects_are_bounded(site: Site):
    site.routes["/round"] = answer(b"", 302, Location="/round")
    assert read(site.url("/round"), replace(OPTIONS, max_redirects=3)) == ([], ["too-many-redirects"])
    assert site.paths().count("/round") == 4


@pytest.mark.parametrize("status", [403, 404, 410, 429, 500, 503])
def test_a_refusal_of_the_server_is_an_issue(site: Site, status: int):
    site.routes["/page"] = answer(b"sorry", status)
    assert read(site.url("/page")) == ([], ["http-status"])


def test_robots_txt_is_obeyed_for_our_name_and_can_be_overruled(site: Site):
    site.routes["/robots.txt"] = answer(b"User-agent: Rashomon\nDisallow: /page\n", Content_Type="text/plain")
    assert read(site.url("/page")) == ([], ["robots"])
    assert site.paths() == ["/robots.txt"]
    assert len(read(site.url("/page"), replace(OPTIONS, obey_robots=False))[0]) == 1


def test_robots_txt_that_fails_means_do_not_fetch(site: Site):
    site.routes["/robots.txt"] = answer(b"", 503)
    assert read(site.url("/page")) == ([], ["robots"])


def test_robots_txt_is_asked_once_a_site(site: Site):
    list(read_sources([site.url("/page"), site.url("/page")], OPTIONS))
    assert site.paths() == ["/robots.txt", "/page", "/page"]


def test_a_host_is_left_in_peace_between_requests(site: Site):
    slept: list[float] = []
    options = replace(OPTIONS, host_delay_s=2.0)
    with Fetcher(options, clock=lambda: sum(slept), sleep=slept.append) as fetcher:
        for _ in range(3):
            _code(fetcher.fetch(site.url("/page")))
    assert slept == [2.0, 2.0]


def test_robots_txt_may_ask_for_a_longer_delay(site: Site):
    site.routes["/robots.txt"] = answer(b"User-agent: *\nCrawl-delay: 7\n")
    slept: list[float] = []
    with Fetcher(OPTIONS, clock=lambda: sum(slept), sleep=slept.append) as fetcher:
        _code(fetcher.fetch(site.url("/page")))
        _code(fetcher.fetch(site.url("/page")))
    assert slept == [7.0]


def test_a_server_that_stalls_times_out(site: Site):
    site.routes["/stall"] = lambda handler: time.sleep(0.5)
    started = time.monotonic()
    assert read(site.url("/stall"), replace(OPTIONS, read_timeout_s=0.1)) == ([], ["timeout"])
    assert time.monotonic() - started < 2


def test_a_server_that_drips_times_out(site: Site):
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _ in range(30):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.02)

    site.routes["/drip"] = drip
    assert read(site.url("/drip"), replace(OPTIONS, total_timeout_s=0.1)) == ([], ["timeout"])


def test_a_closed_port_is_an_issue():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert read(f"http://127.0.0.1:{port}/") == ([], ["fetch-failed"])


def test_an_unknown_name_is_an_issue():
    def resolver(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    with Fetcher(OPTIONS, resolver=resolver) as fetcher:
        assert _code(fetcher.fetch("http://nowhere.example/")) == "fetch-failed"


def test_an_endless_page_is_capped(site: Site):
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.end_headers()
        while True:
            handler.wfile.write(b"The harbour was closed for the day, officials said. " * 1000)

    site.routes["/endless"] = endless
    items, codes = read(site.url("/endless"), replace(OPTIONS, limits=Limits(document=100_000, response=300_000)))
    assert len(items[0].raw) == 100_000
    assert codes == ["capped", "capped", "no-date"]


def test_a_connection_that_breaks_keeps_what_came(site: Site):
    def broken(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/plain")
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        handler.wfile.write(TEXT.encode())
        handler.close_connection = True

    site.routes["/broken"] = broken
    items, codes = read(site.url("/broken"))
    assert items[0].report.text == TEXT
    assert "truncated-response" in codes


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", gzip.compress(html())), ("identity", html())], ids=["gz", "as-is"]
)
def test_content_encodings_are_undone(site: Site, encoding: str, body: bytes):
    site.routes["/packed"] = answer(body, Content_Encoding=encoding)
    assert read(site.url("/packed"))[0][0].raw == html()


def test_a_compression_bomb_is_capped(site: Site):
    site.routes["/bomb"] = answer(
        gzip.compress(b"word " * 4_000_000), Content_Encoding="gzip", Content_Type="text/plain"
    )
    items, codes = read(site.url("/bomb"), replace(OPTIONS, limits=Limits(document=50_000, response=200_000)))
    assert len(items[0].raw) == 50_000
    assert "capped" in codes


def test_the_charset_of_the_header_counts(site: Site):
    text = "Добрый день. Министерство сообщило о пожаре на складе."
    site.routes["/koi"] = answer(text.encode("koi8-r"), Content_Type="text/plain; charset=KOI8-R")
    assert read(site.url("/koi"))[0][0].report.text == text


def _conditional(site: Site, etag: str = '"v1"') -> Route:
    def route(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.end_headers()
        else:
            answer(html(), ETag=etag, Last_Modified="Tue, 09 Mar 2021 08:00:00 GMT")(handler)

    return route


def test_an_unchanged_page_is_served_from_memory_as_the_same_report(site: Site, tmp_path: Path):
    site.routes["/page"] = _conditional(site)
    options = replace(OPTIONS, cache_dir=str(tmp_path))
    first, second = read(site.url("/page"), options)[0][0], read(site.url("/page"), options)[0][0]
    assert first == second
    assert [headers.get("if-none-match") for path, headers in site.asked if path == "/page"] == [None, '"v1"']
    assert site.asked[-1][1]["if-modified-since"] == "Tue, 09 Mar 2021 08:00:00 GMT"


def test_a_changed_page_is_read_anew(site: Site, tmp_path: Path):
    site.routes["/page"] = _conditional(site)
    options = replace(OPTIONS, cache_dir=str(tmp_path))
    read(site.url("/page"), options)
    site.routes["/page"] = answer(html(title="Ferry inquiry opens in Norhaven"), ETag='"v2"')
    assert read(site.url("/page"), options)[0][0].report.title == "Ferry inquiry opens in Norhaven"


def test_a_lost_body_is_asked_for_without_conditions(site: Site, tmp_path: Path):
    site.routes["/page"] = _conditional(site)
    options = replace(OPTIONS, cache_dir=str(tmp_path))
    read(site.url("/page"), options)
    for file in tmp_path.rglob("*.gz"):
        file.unlink()
    assert len(read(site.url("/page"), options)[0]) == 1
    assert "if-none-match" not in site.asked[-1][1]


def test_a_feed_address_gives_its_entries_and_follow_gives_their_pages(site: Site):
    entry = rss().replace(b"https://post.example/2021/03/ferry", site.url("/page").encode())
    site.routes["/feed"] = answer(entry, Content_Type="application/rss+xml")
    plain, _ = read(site.url("/feed"))
    assert (plain[0].report.text, plain[0].media_type) == (TEXT, "application/rss+xml")
    assert "/page" not in site.paths()
    followed, _ = read(site.url("/feed"), replace(OPTIONS, follow=True))
    assert (followed[0].report.text, followed[0].media_type) == (TEXT, "text/html")


def test_a_feed_entry_whose_page_is_gone_keeps_what_the_feed_said(site: Site):
    entry = rss().replace(b"https://post.example/2021/03/ferry", site.url("/gone").encode())
    site.routes["/feed"] = answer(entry, Content_Type="application/rss+xml")
    items, codes = read(site.url("/feed"), replace(OPTIONS, follow=True))
    assert items[0].report.text == TEXT
    assert codes == ["http-status"]


def test_one_bad_address_does_not_stop_the_rest(site: Site):
    found = list(read_sources([site.url("/none"), "http://[", "nofile.txt", site.url("/page")], OPTIONS))
    assert [one.code for one in found if isinstance(one, Issue)] == ["http-status", "fetch-failed", "unreadable"]
    assert isinstance(found[-1], ReadItem)
