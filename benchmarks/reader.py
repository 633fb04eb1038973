"""How fast the reader is and how much memory it takes, from a file of reports to a fresh database.

    python benchmarks/reader.py --gva FOLDER                      reports/s and peak memory, 600-token reports
    python benchmarks/reader.py --gva FOLDER --rules              the rules alone: extraction without store and linking
    python benchmarks/reader.py --gva FOLDER --whole --reports 2000    the same over articles as they are
    python benchmarks/reader.py --texts FOLDER --profile          where the time goes, stage by stage, in one process
    python benchmarks/reader.py --gva FOLDER --dump FILE          every extraction as JSON lines: two versions of the
                                                                  reader that should agree must give the same file
    python benchmarks/reader.py --starts                          cold starts of the command line, time to import

FOLDER of --gva holds articles.jsonl.gz (fields content, title, dct); --texts takes whatever `rashomon read` does.
A token is a word or a punctuation mark. Reports of about 600 tokens are articles of 500 to 700, then longer ones cut
after a paragraph, then shorter ones joined. Needs a built gazetteer (`rashomon gazetteer build`).
"""

from __future__ import annotations

import argparse
import cProfile
import gzip
import json
import os
import pstats
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Any

from rashomon.model import Extraction, Issue, Report
from rashomon.settings import Settings
from rashomon.values import to_json

TOKEN = re.compile(r"\w+|[^\w\s]")
SHORT, AIM, LONG = 500, 600, 700
STAGES = (
    "recase", "split_text", "find_places", "find_parties", "find_times", "find_casualties", "find_events",
    "find_weapons", "find_equipment", "find_targets", "find_causes", "find_responses", "find_blame", "find_speech",
    "gather", "find_scene", "compose", "extract", "read_stream", "put", "put_all", "put_report", "put_extraction",
    "place_accounts", "refresh", "ingest",
)  # fmt: skip


def main() -> None:
    """Runs what the arguments ask for."""
    args = _arguments()
    if args.starts:
        _starts()
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "reports.jsonl"
        tokens = _write(_reports(args, folder), source)
        if args.dump:
            _dump(source, Path(args.dump))
        elif args.rules:
            _rules(source, args.workers)
        elif args.profile:
            _profile(source, folder, args.lines)
        else:
            _measure(source, folder, args.workers, tokens)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gva", metavar="FOLDER")
    parser.add_argument("--texts", metavar="FOLDER")
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--whole", action="store_true", help="texts as they are, not made 600 tokens long")
    parser.add_argument("--rules", action="store_true", help="extraction alone, into no store")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--lines", type=int, default=40, help="functions that --profile lists")
    parser.add_argument("--dump", metavar="FILE")
    parser.add_argument("--starts", action="store_true")
    args = parser.parse_args()
    if not (args.gva or args.texts or args.starts):
        parser.error("give --gva FOLDER or --texts FOLDER, or --starts")
    return args


# the reports


def _reports(args: argparse.Namespace, folder: Path) -> Iterator[dict[str, Any]]:
    found = _articles(Path(args.gva)) if args.gva else _texts(args.texts, folder)
    return islice(found if args.whole else _sized(found), args.reports)


def _articles(folder: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(folder / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            if row["content"].strip():
                yield {"title": row["title"], "text": row["content"], "published": row["dct"], "url": f"urn:{number}"}


def _texts(source: str, folder: Path) -> Iterator[dict[str, Any]]:
    from rashomon.read import ReadOptions, read_sources

    for item in read_sources([source], ReadOptions(cache_dir=str(folder / "cache"))):
        if not isinstance(item, Issue):
            made = item.report
            published = made.published_at.isoformat() if made.published_at else ""
            body = made.text.removeprefix(made.title).lstrip()
            yield {"title": made.title, "text": body, "published": published, "url": made.source}


def _sized(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows of about 600 tokens: those that are, then longer ones cut, then shorter ones joined."""
    longer, shorter = [], []
    for row in rows:
        length = _length(row["text"])
        if SHORT <= length <= LONG:
            yield row
        else:
            (longer if length > LONG else shorter).append(row)
    yield from (row | {"text": _cut(row["text"])} for row in longer)
    held: list[dict[str, Any]] = []
    for row in shorter:
        held.append(row)
        if sum(_length(one["text"]) for one in held) >= SHORT:
            yield held[0] | {"text": _cut("\n\n".join(one["text"] for one in held))}
            held = []


def _length(text: str) -> int:
    return sum(1 for _ in TOKEN.finditer(text))


def _cut(text: str) -> str:
    """The text up to the end of the line in which its 600th token stands, or to that token in a very long line."""
    ends = [match.end() for match in islice(TOKEN.finditer(text), LONG)]
    if len(ends) <= AIM:
        return text
    line = text.find("\n", ends[AIM - 1])
    return text[:line] if 0 <= line <= ends[-1] else text[: ends[AIM - 1]]


def _write(rows: Iterable[dict[str, Any]], target: Path) -> list[int]:
    """Writes the rows as JSON lines; the number of tokens of each."""
    tokens = []
    with target.open("w", encoding="utf-8") as out:
        for row in rows:
            tokens.append(_length(row["text"]))
            out.write(json.dumps(row) + "\n")
    return tokens


# the measurements


def _measure(source: Path, folder: Path, workers: int, tokens: list[int]) -> None:
    """End to end: the file is read, extracted, stored, linked; nothing is warm but the files' pages in memory."""
    started, before = time.perf_counter(), _cpu()
    summary = _ingest(source, folder, workers)
    wall = time.perf_counter() - started
    main, pool = (after - ago for after, ago in zip(_cpu(), before, strict=True))
    used = main + pool
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    running = workers if child else 0
    print(f"{summary.read} reports of {sum(tokens) / max(1, len(tokens)):.0f} tokens, {workers} workers")
    print(f"{summary.read / wall:.1f} reports/s end to end, {wall:.1f} s; {summary.claims} claims,", end=" ")
    print(f"{summary.incidents} incidents, {sum(summary.issues.values())} issues")
    read = max(1, summary.read)
    print(f"CPU {used:.1f} s: {1000 * used / read:.1f} ms a report", end=" ")
    print(f"({1000 * main / read:.1f} of the main process, {1000 * pool / read:.1f} of the workers)", end=", ")
    print(f"so {workers * summary.read / used:.0f} reports/s on {workers} free cores kept busy")
    print(f"peak memory: {own} MB + {running} x at most {child} MB = {own + running * child} MB")


def _rules(source: Path, workers: int) -> None:
    """Read and extracted in worker processes that are warm; what they find is counted and dropped."""
    from rashomon.read import ReadOptions, read_sources
    from rashomon.workers import Pool

    items = [item for item in read_sources([str(source)], ReadOptions()) if not isinstance(item, Issue)]
    with Pool(Settings(workers=workers)) as pool:
        for warm in [pool.submit(item.report) for item in items[: 4 * workers]]:
            warm()
        started = time.perf_counter()
        claims = sum(len(result().claims) for result in [pool.submit(item.report) for item in items])
        wall = time.perf_counter() - started
    print(f"{len(items) / wall:.1f} reports/s by rules alone, {wall:.1f} s, {workers} workers; {claims} claims")


def _cpu() -> list[float]:
    """Seconds of CPU of this process, and of those it started that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return [one.ru_utime + one.ru_stime for one in usages]


def _ingest(source: Path, folder: Path, workers: int) -> Any:
    from rashomon.archive import Archive
    from rashomon.pipeline import ingest
    from rashomon.read import ReadOptions, read_sources
    from rashomon.store import open_store

    settings = Settings(db=str(folder / "bench.db"), workers=workers)
    with open_store(settings.db) as store:
        items = read_sources([str(source)], ReadOptions())
        return ingest(items, store, settings, archive=Archive(settings.archive_path))


def _profile(source: Path, folder: Path, lines: int) -> None:
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    summary = _ingest(source, folder, 1)
    profile.disable()
    stats = pstats.Stats(profile)
    print(f"{summary.read} reports in one process; milliseconds of CPU a report, profiler included")
    for name in STAGES:
        for (file, _, function), (_, calls, _, total, _) in stats.stats.items():  # type: ignore[attr-defined]
            if function == name and "rashomon" in file:
                print(f"{1000 * total / summary.read:9.2f}  {calls:8d} calls  {function} ({Path(file).name})")
    stats.sort_stats("tottime").print_stats(lines)


def _dump(source: Path, target: Path) -> None:
    from rashomon.extract import extract, load_resources
    from rashomon.read import ReadOptions, read_sources

    resources, claims, used = load_resources(), 0, 0.0
    with target.open("w", encoding="utf-8") as out:
        for item in read_sources([str(source)], ReadOptions()):
            if isinstance(item, Issue):
                continue
            started = time.process_time()
            made = extract(item.report, resources)
            used += time.process_time() - started
            claims += len(made.claims)
            out.write(json.dumps(_plain(item.report, made), default=_simple) + "\n")
    print(f"{claims} claims in {target}; {used:.2f} s of CPU in extraction", file=sys.stderr)


def _plain(report: Report, made: Extraction) -> dict[str, Any]:
    claims = [asdict(one) | {"value": to_json(one.value)} for one in made.claims]
    own = (made.accounts, made.parties, [replace(one, source="") for one in made.issues])  # a folder of the moment
    return {"url": report.url, "claims": claims, "rest": [[asdict(one) for one in kind] for kind in own]}


def _simple(value: object) -> str:
    return str(value.value) if isinstance(value, Enum) else value.isoformat() if isinstance(value, datetime) else ""


def _starts() -> None:
    with tempfile.TemporaryDirectory() as name:
        report = Path(name) / "report.txt"
        report.write_text("Two soldiers were killed in an attack near Gyumri on 9 November, the ministry said.\n")
        cli = [sys.executable, "-m", "rashomon"]
        if (script := Path(sys.executable).parent / "rashomon").exists():
            cli = [str(script)]
        _time("import rashomon", [sys.executable, "-c", "import rashomon"])
        _time("nothing at all", [sys.executable, "-c", ""])
        _time("rashomon --help", [*cli, "--help"])
        _time("rashomon read, one file", [*cli, "read", str(report), "--db", f"{name}/new%d.db"])
        _time("rashomon incidents", [*cli, "incidents", "--db", f"{name}/new0.db"])


def _time(what: str, command: list[str], times: int = 5) -> None:
    """Prints the median and the best of several runs."""
    taken = []
    for number in range(times):
        made = [part.replace("%d", str(number)) for part in command]
        started = time.perf_counter()
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"NO_COLOR": "1"})
        taken.append(time.perf_counter() - started)
    print(f"{what:25}  median {sorted(taken)[times // 2]:.2f} s, best {min(taken):.2f} s")


if __name__ == "__main__":
    main()
