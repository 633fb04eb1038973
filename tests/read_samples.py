"""One made-up article in every format, and the parts to build damaged ones from."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable

TITLE = "Two hurt as ferry strikes pier in Norhaven"
PARAGRAPHS = (
    "NORHAVEN - Two passengers were hurt on Tuesday when a ferry struck the main pier, the port authority said.",
    "“The vessel was moving slowly,” harbour master Ada Lund told reporters, and she said that an inquiry had begun.",
    "Police said that about 40 people were on board at the time, and that nobody was missing after the collision.",
)
BODY = "\n\n".join(PARAGRAPHS)
TEXT = f"{TITLE}\n\n{BODY}"
OUTLET = "Norhaven Post"
URL = "https://post.example/2021/03/ferry"
PUBLISHED = "2021-03-09T08:30:00+01:00"
PUBLISHED_UTC = "2021-03-09T07:30:00+00:00"


def html(body: str = BODY, title: str = TITLE, published: str = PUBLISHED) -> bytes:
    linked = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": published}
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body.split("\n\n"))
    return f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{title} | {OUTLET}</title>
    <meta property="og:site_name" content="{OUTLET}"><link rel="canonical" href="{URL}">
    <script type="application/ld+json">{json.dumps(linked)}</script></head>
    <body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><main><article><h1>{title}</h1>
    {paragraphs}</article></main>
    <script>document.write("unwanted words")</script><footer>Copyright</footer></body></html>""".encode()


def record() -> dict[str, str]:
    return {"title": TITLE, "text": BODY, "outlet": OUTLET, "url": URL, "published": PUBLISHED, "language": "en"}


def front_matter(body: str = BODY) -> bytes:
    head = f'---\ntitle: "{TITLE}"\noutlet: {OUTLET}\nurl: {URL}\npublished: {PUBLISHED}\nlanguage: en\n---\n\n'
    return (head + body).encode()


def csv_file() -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(record()))
    writer.writeheader()
    writer.writerow(record())
    return out.getvalue().encode()


def rss() -> bytes:
    paragraphs = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in PARAGRAPHS)
    return f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>{OUTLET}</title><language>en</language>
    <item>    <title>{TITLE}</title><link>{URL}</link><pubDate>Tue, 09 Mar 2021 08:30:00 +0100</pubDate>
    <description>Short.</description>
    <content:encoded>{paragraphs}</content:encoded></item></channel></rss>""".encode()


def atom() -> bytes:
    paragraphs = "".join(f"&lt;p&gt;{paragraph}&lt;/p&gt;" for paragraph in PARAGRAPHS)
    return f"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
    <title>{OUTLET}</title><id>urn:x:1</id><updated>2021-03-09T08:30:00Z</updated><entry><title>{TITLE}</title>
    <id>urn:x:2</id><link href="{URL}"/><published>{PUBLISHED}</published><updated>2021-03-10T00:00:00Z</updated>
    <content type="html">{paragraphs}</content></entry></feed>""".encode()


def warc_record(
    body: bytes,
    kind: str = "response",
    url: str = URL,
    headers: bytes = b"Content-Type: text/html; charset=utf-8\r\n",
    status: bytes = b"200 OK",
) -> bytes:
    block = b"HTTP/1.1 " + status + b"\r\n" + headers + b"\r\n" + body if kind == "response" else body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>\r\n"
        f"WARC-Target-URI: {url}\r\nWARC-Date: 2021-03-10T00:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def warc() -> bytes:
    return warc_record(b"software: test\r\n", kind="warcinfo") + warc_record(html())


def wacz() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/data.warc.gz", gzip.compress(warc()))
    return out.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "a.txt": front_matter,
    "a.md": front_matter,
    "a.html": html,
    "a.json": lambda: json.dumps(record(), indent=1).encode(),
    "list.json": lambda: json.dumps([record()]).encode(),
    "a.jsonl": lambda: json.dumps(record()).encode() + b"\n",
    "a.csv": csv_file,
    "rss.xml": rss,
    "atom.xml": atom,
    "a.warc": warc,
    "a.warc.gz": lambda: gzip.compress(warc_record(b"", kind="warcinfo")) + gzip.compress(warc_record(html())),
    "a.wacz": wacz,
    "a.txt.gz": lambda: gzip.compress(front_matter()),
    "a.jsonl.gz": lambda: gzip.compress(json.dumps(record()).encode()),
}
