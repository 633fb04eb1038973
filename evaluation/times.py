"""How well times are found and valued: WikiWars (TIMEX3) and the ``when`` claims of a labelled news set.

    python evaluation/times.py --dir WIKIWARS_DIR            lenient detection and value F1
    python evaluation/times.py --claims claims.jsonl.gz      value and span recall on labelled news

WikiWars. A mention is found when it overlaps a gold TIMEX3 (each used once, in text order). Its value is right when
the TIMEX3 value of ours equals the gold ``value`` after the normalisation below; value F1 counts right values over all
of ours and all gold. The header's own TIMEX3 is left out on both sides. The document creation time is given as the
publication date. A range ("from 1936 to 1939") stands for its two ends. Our value as TIMEX3:

    minute, hour -> YYYY-MM-DDTHH:MM     daypart -> YYYY-MM-DDTMO|MI|AF|EV|NI|DA      day -> YYYY-MM-DD
    week -> YYYY-Www     month -> YYYY-MM     year -> YYYY     decade -> three digits     century -> two digits
    three months that are a season -> YYYY-SP|SU|FA|WI     duration -> P3D (PXD = some days)     now -> PRESENT_REF
    recently -> PAST_REF     what has no value -> "" (found, value wrong)

Normalisation of both: seconds, zones and trailing "-XX" dropped, "TDA" (dawn) = "TMO".
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from rashomon.values import Grain, TimeSpan
from rashomon.when import TimeAnchor, TimeMention, find_times, local_text

_TAG = re.compile(r"<TIMEX3\b([^>]*)>|</TIMEX3>|<[^>]+>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_PARTS = {"morning": "MO", "dawn": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "midnight": "NI"}
_SEASONS = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}
_REFERENCES = {"now": "PRESENT_REF", "currently": "PRESENT_REF", "nowadays": "PRESENT_REF", "recently": "PAST_REF"}


class Timex(NamedTuple):
    """One gold or predicted expression."""

    start: int
    end: int
    value: str
    words: str


def main() -> None:
    """Print the figures asked for."""
    parser = argparse.ArgumentParser(description="Evaluate times told in words.")
    parser.add_argument("--dir", type=Path, help="folder of WikiWars .tml files")
    parser.add_argument("--claims", type=Path, help="claims.jsonl(.gz) with `when` claims")
    parser.add_argument("--rounds", default="2,3", help="labelling rounds of --claims to use")
    parser.add_argument("--errors", type=int, default=0, help="print so many of each kind of error")
    options = parser.parse_args()
    if options.dir:
        wikiwars(options.dir, options.errors)
    if options.claims:
        claims(options.claims, set(options.rounds.split(",")), options.errors)


def wikiwars(folder: Path, show: int) -> None:
    """Lenient detection and value scores over a folder of TimeML files."""
    totals: Counter[str] = Counter()
    for path in sorted(folder.glob("*.tml")):
        text, gold, created = read_timeml(path)
        anchor = TimeAnchor(created, date_only=True)
        ours = [t for m in find_times(text, anchor) for t in as_timexes(m, text)]
        for kind, told in compare(gold, ours):
            totals[kind] += 1
            if kind != "right" and totals[kind] <= show:
                print(f"{kind:8} {path.stem[:12]:12} {told}")
    found = totals["right"] + totals["wrong"]
    all_gold, all_ours = found + totals["missed"], found + totals["extra"]
    for name, hits in (("detection", found), ("value", totals["right"])):
        precision, recall = hits / max(1, all_ours), hits / max(1, all_gold)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(f"wikiwars {name:9} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}   ({all_gold} gold, {all_ours} found)")


def read_timeml(path: Path) -> tuple[str, list[Timex], datetime]:
    """Plain text, gold expressions with offsets into it, and the document creation time."""
    source = path.read_text(encoding="utf-8")
    created = re.search(r'CREATION_TIME"[^>]*value="(\d{4}-\d\d-\d\d)', source)
    body = source[source.index("<TEXT>") + 6 : source.rindex("</TEXT>")]
    pieces: list[str] = []
    length, at = 0, 0
    gold: list[Timex] = []
    opened: list[tuple[int, str]] = []
    for tag in _TAG.finditer(body):
        pieces.append(_unescape(body[at : tag.start()]))
        length += len(pieces[-1])
        at = tag.end()
        if tag[1] is not None:
            opened.append((length, dict(_ATTRIBUTE.findall(tag[1])).get("value", "")))
        elif tag[0] == "</TIMEX3>" and opened:
            start, value = opened.pop()
            gold.append(Timex(start, length, value, ""))
    pieces.append(_unescape(body[at:]))
    text = "".join(pieces)
    day = datetime.fromisoformat(created[1] if created else "2009-12-19").replace(tzinfo=UTC)
    header = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
    told = [t._replace(words=text[t.start : t.end]) for t in gold]
    kept = sorted(t for t in told if not header.fullmatch(t.words.strip()))
    for found in header.finditer(text):
        text = text[: found.start()] + " " * (found.end() - found.start()) + text[found.end() :]
    return text, kept, day


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def as_timexes(mention: TimeMention, text: str) -> Iterator[Timex]:
    """Our mention as TIMEX3; a range as its two ends."""
    if mention.ends:
        for end in mention.ends:
            yield from as_timexes(end, text)
        return
    words = mention.span.of(text)
    yield Timex(mention.span.start, mention.span.end, timex_value(mention, words), words)


def timex_value(mention: TimeMention, words: str) -> str:
    """The TIMEX3 value of one mention."""
    value = mention.value
    if mention.duration and (value is None or mention.background):
        return mention.duration
    if value is None:
        return _REFERENCES.get(words.lower(), "")
    start = local_text(value)
    if value.grain is Grain.DAYPART:
        return f"{start[:10]}T{_PARTS.get(value.daypart, 'XX')}"
    if value.grain is Grain.WEEK:
        return f"{value.earliest:%G-W%V}"
    return _range_value(value) if value.grain is Grain.RANGE else start


def _range_value(value: TimeSpan) -> str:
    first, last = value.earliest, value.latest - timedelta(days=1)
    years = (value.latest - value.earliest).days / 365.25
    if 80 <= (last - first).days <= 93 and first.month in _SEASONS and first.day == 1:
        return f"{first.year}-{_SEASONS[first.month]}"
    if 2 < years <= 10.1:
        return f"{first.year // 10}"
    return f"{first.year // 100}" if years > 20 else local_text(value)


def compare(gold: list[Timex], ours: list[Timex]) -> Iterator[tuple[str, str]]:
    """Pair overlapping expressions one to one, longest overlap first: right, wrong, missed or extra."""
    pairs = sorted(
        (-(min(g.end, o.end) - max(g.start, o.start)), i, j)
        for i, g in enumerate(gold)
        for j, o in enumerate(ours)
        if g.start < o.end and o.start < g.end
    )
    used_gold: set[int] = set()
    used_ours: set[int] = set()
    for _, i, j in pairs:
        if i in used_gold or j in used_ours:
            continue
        used_gold.add(i)
        used_ours.add(j)
        same = normal(gold[i].value) == normal(ours[j].value)
        yield ("right" if same else "wrong"), f"{gold[i].words!r} {gold[i].value} | {ours[j].words!r} {ours[j].value}"
    for i, g in enumerate(gold):
        if i not in used_gold:
            yield "missed", f"{g.words!r} {g.value}"
    for j, o in enumerate(ours):
        if j not in used_ours:
            yield "extra", f"{o.words!r} {o.value}"


def normal(value: str) -> str:
    """Without seconds, zones and unknown trailing parts."""
    value = re.sub(r"(T\d\d:\d\d)(?::\d\d)?(?:[+-]\d\d(?::?\d\d)?|Z)?$", r"\1", value)
    return re.sub(r"(?:-XX)+$", "", value)


def claims(path: Path, rounds: set[str], show: int) -> None:
    """For every labelled `when`: whether a mention stands at its span, and whether it holds the labelled value."""
    totals: Counter[str] = Counter()
    for document in _documents(path):
        if str(document["round"]) not in rounds:
            continue
        published = document.get("published")
        anchor = TimeAnchor(
            datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None, date_only=True
        )
        mentions = find_times(document["text"], anchor)
        for claim in document["claims"]:
            if claim["attribute"] == "when" and not claim["unclear"]:
                kind, told = judge(claim, mentions, document["text"])
                totals[kind] += 1
                if kind in ("wrong", "missed", "invented") and totals[kind] <= show:
                    print(f"{kind:8} {document['id'][:26]:26} {published} {told}")
    with_value = totals["right"] + totals["coarser"] + totals["wrong"] + totals["none"] + totals["missed"]
    right, near = totals["right"], totals["right"] + totals["coarser"]
    print(f"claims: {with_value} labelled with a value; same value {right / with_value:.3f}, same day or period "
          f"{near / with_value:.3f}, found {1 - totals['missed'] / with_value:.3f}; {dict(totals)}")  # fmt: skip


def _documents(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def judge(claim: dict[str, Any], mentions: list[TimeMention], text: str) -> tuple[str, str]:
    """One of right (same value), coarser (same day, other precision), wrong, none (no value), missed, unknown."""
    start, end = claim["value_span"]
    at = [m for m in mentions if m.span.start < end and start < m.span.end]
    values = [local_text(m.value) if m.value else m.partial for m in at]
    told = f"{text[start:end]!r} {claim['value']} | {values}"
    gold = claim["value"]
    if gold == "-" or not re.match(r"\d{4}|X|T\d", gold):
        return ("invented" if any(m.value and m.value.grain is not Grain.YEAR for m in at) else "unknown"), told
    if not at:
        return "missed", told
    if gold in values or gold.replace("dawn", "morning") in [v.replace("dawn", "morning") for v in values]:
        return "right", told
    if gold[0] in "XT":
        return "wrong", told
    if any(v[:10] == gold[:10] or (v and gold.startswith(v)) or v.startswith(gold[:10]) for v in values):
        return "coarser", told
    return ("wrong" if any(values) else "none"), told


if __name__ == "__main__":
    main()
