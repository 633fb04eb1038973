"""An http(s) address -> its body on disk, politely and safely; or the Issue that says why not.

Each hop of a redirect is checked again (``guard.py``), asks robots.txt and waits its host's turn. Bodies are laid down
in a temporary file up to a size cap, so a large answer costs no memory. What the body means is for others.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any, Final, Self

import httpx
from protego import Protego

from rashomon.model import Issue, Severity
from rashomon.read.compose import issue
from rashomon.read.guard import GuardedTransport, RefusedError, Resolver, check_url, resolve
from rashomon.read.options import ReadOptions
from rashomon.read.unpack import unpack
from rashomon.read.validators import FolderMemory, Memory, Remembered
from rashomon.read.warc import media_and_charset

AGENT_TOKEN: Final = "Rashomon"
_ROBOTS_BYTES: Final = 512_000
_LONGEST_DELAY_S: Final = 60.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_IN_MEMORY: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """A body to read once, where it came from in the end, and (code, message) of what went wrong on the way.

    Close it, or use it in a ``with``: a large body lies in a temporary file.
    """

    url: str
    stream: IO[bytes]
    media_type: str
    charset: str
    fetched_at: datetime
    issues: tuple[tuple[str, str], ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()


class _StopError(Exception):
    """Fetching cannot go on: an Issue code and its message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Fetcher:
    """The fetching of one run: its connections, the robots.txt it has seen and when each host may be asked next.

    ``memory`` remembers for conditional requests; ``resolver``, ``clock`` and ``sleep`` are seams for tests.
    """

    def __init__(
        self,
        options: ReadOptions,
        memory: Memory | None = None,
        resolver: Resolver = resolve,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._options = options
        self._memory = memory or (FolderMemory(options.cache_dir) if options.cache_dir else None)
        self._clock, self._sleep = clock, sleep
        self._robots: dict[str, Protego | None] = {}
        self._turn: dict[str, float] = {}
        # The environment may name certificates (SSL_CERT_FILE) but no proxy: a proxy would undo the address check.
        # No connection is kept: the pool is keyed by address, and two names on one address must not share TLS.
        inner = httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0), trust_env=True)
        timeout = httpx.Timeout(options.read_timeout_s, connect=options.connect_timeout_s)
        self._client = httpx.Client(
            transport=GuardedTransport(inner, options.allow_private, resolver),
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,
            headers={"user-agent": options.user_agent, "accept-encoding": "gzip, deflate"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def fetch(self, url: str) -> Fetched | Issue:
        """The body behind ``url``; never raises for what a server or a name can do."""
        try:
            return self._fetch(url)
        except _StopError as stop:
            severity = Severity.WARNING if stop.code == "robots" else Severity.ERROR
            return issue(stop.code, str(stop), url, severity)
        except RefusedError as refusal:
            return issue("refused-address", str(refusal), url)
        except httpx.TimeoutException:
            return issue("timeout", "the server did not answer in time", url)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError, ValueError) as error:
            return issue("fetch-failed", f"could not be fetched: {error}", url)

    def _fetch(self, asked: str) -> Fetched:
        known = self._memory.recall(asked) if self._memory else None
        conditions = _conditions(known)
        url = httpx.URL(asked)
        for _ in range(self._options.max_redirects + 1):
            check_url(url)
            self._ask_robots(url)
            self._wait(url)
            with self._get(url, conditions) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    url = url.join(response.headers["location"])
                    continue
                if response.status_code == 304 and known is not None:
                    return _recalled(known)
                return self._take(asked, url, response)
        raise _StopError("too-many-redirects", f"more than {self._options.max_redirects} redirects")

    @contextmanager
    def _get(self, url: httpx.URL, headers: dict[str, str] | None = None) -> Iterator[httpx.Response]:
        with self._client.stream("GET", url.copy_with(fragment=None), headers=headers or {}) as response:
            yield response

    def _take(self, asked: str, url: httpx.URL, response: httpx.Response) -> Fetched:
        if response.status_code != 200:
            raise _StopError("http-status", f"the server answered {response.status_code} {response.reason_phrase}")
        spool: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the reader outlives us
        try:
            size, problems = self._copy(response, spool)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        media, charset = media_and_charset(response.headers.get("content-type", ""))
        encodings = response.headers.get("content-encoding", "")
        if encodings:
            packed = spool.read()
            spool.close()
            body = unpack(packed, "", encodings, self._options.limits.response)
            spool, problems = io.BytesIO(body.data), (*problems, *body.issues)
        now = datetime.now(UTC).replace(microsecond=0)
        fetched = Fetched(str(url), spool, media, charset, now, problems)
        if self._memory and not problems and size <= self._options.limits.document:
            self._remember(self._memory, asked, fetched, response.headers)
        return fetched

    def _copy(self, response: httpx.Response, spool: IO[bytes]) -> tuple[int, tuple[tuple[str, str], ...]]:
        """Lay the raw body down; stop at the size cap or when time is up."""
        cap, deadline = self._options.limits.response, self._clock() + self._options.total_timeout_s
        size = 0
        try:
            for chunk in response.iter_raw():
                spool.write(chunk[: cap - size])
                size += len(chunk)
                if size > cap:
                    return cap, (("capped", f"the answer is longer than {cap} bytes; the rest was not read"),)
                if self._clock() > deadline:
                    raise _StopError("timeout", f"the answer took over {self._options.total_timeout_s:g} s")
        except httpx.RemoteProtocolError:
            return size, (("truncated-response", "the connection broke before the end; what came was read"),)
        return size, ()

    def _remember(self, memory: Memory, asked: str, fetched: Fetched, headers: Any) -> None:
        etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
        if not etag and not modified:
            return
        body = fetched.stream.read()
        fetched.stream.seek(0)
        when = fetched.fetched_at.isoformat()
        memory.remember(asked, Remembered(fetched.url, body, fetched.media_type, fetched.charset, when, etag, modified))

    def _wait(self, url: httpx.URL) -> None:
        """Sleep until the host may be asked again: our delay, or its robots.txt's when longer."""
        robots = self._robots.get(_origin(url))
        told = robots.crawl_delay(AGENT_TOKEN) if robots else None
        delay = max(self._options.host_delay_s, min(float(told or 0), _LONGEST_DELAY_S))
        now = self._clock()
        start = max(now, self._turn.get(url.host, now))
        if start > now:
            self._sleep(start - now)
        self._turn[url.host] = start + delay

    def _ask_robots(self, url: httpx.URL) -> None:
        if not self._options.obey_robots:
            return
        origin = _origin(url)
        if origin not in self._robots:
            self._robots[origin] = self._fetch_robots(httpx.URL(origin).join("/robots.txt"))
        rules = self._robots[origin]
        if rules is None:
            raise _StopError("robots", "the site's robots.txt cannot be read now, which means: do not fetch")
        if not rules.can_fetch(str(url), AGENT_TOKEN):
            raise _StopError("robots", "the site's robots.txt asks not to fetch this page")

    def _fetch_robots(self, url: httpx.URL) -> Protego | None:
        """The rules; none at all after 4xx; None (fetch nothing) when the server fails, as RFC 9309 has it."""
        for _ in range(self._options.max_redirects + 1):
            with self._get(url) as response:
                if response.status_code in _REDIRECTS and "location" in response.headers:
                    url = url.join(response.headers["location"])
                    continue
                if response.status_code >= 500:
                    return None
                if response.status_code != 200:
                    break
                return Protego.parse(_head(response))
        return Protego.parse("")


def _head(response: httpx.Response) -> str:
    taken = bytearray()
    for chunk in response.iter_raw():
        taken += chunk
        if len(taken) > _ROBOTS_BYTES:
            break
    packed = bytes(taken[:_ROBOTS_BYTES])
    return unpack(packed, "", response.headers.get("content-encoding", ""), _ROBOTS_BYTES).data.decode(
        "utf-8", "replace"
    )


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _conditions(known: Remembered | None) -> dict[str, str]:
    if known is None:
        return {}
    told = {"if-none-match": known.etag, "if-modified-since": known.last_modified}
    return {name: value for name, value in told.items() if value}


def _recalled(known: Remembered) -> Fetched:
    when = datetime.fromisoformat(known.fetched_at)
    return Fetched(known.url, io.BytesIO(known.body), known.media_type, known.charset, when)
