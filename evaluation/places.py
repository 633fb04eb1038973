"""How well places are found and placed: LGL and TR-News in their XML form (not shipped; give the folder).

    python evaluation/places.py --corpus lgl --dir FOLDER [--limit N] [--errors N] [--half even|odd]

Prints Acc@161 km, the median error and the share without candidates over all gold mentions with coordinates
(the mentions given, the article as context), then precision and recall of finding the mentions, and speed.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from rashomon.gazetteer import Gazetteer, ensure_gazetteer
from rashomon.gazetteer.lookup import kilometres
from rashomon.model import Span
from rashomon.where import find_places, resolve_mentions

FILES = {"lgl": "lgl.xml.gz", "trnews": "TR-News.xml.gz", "geovirus": "GeoVirus.xml.gz"}
NEAR_KM = 161.0


@dataclass(frozen=True)
class Gold:
    """One gold mention; coordinates None when the annotators gave none."""

    span: Span
    phrase: str
    lat: float | None
    lon: float | None


def main() -> None:
    """Parse the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", choices=sorted(FILES), required=True)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--half", choices=("even", "odd"))
    arguments = parser.parse_args()
    articles = list(read_articles(arguments.dir / FILES[arguments.corpus]))
    if arguments.half:
        articles = articles[arguments.half == "odd" :: 2]
    if arguments.limit:
        articles = articles[: arguments.limit]
    gazetteer = ensure_gazetteer(print)
    print_resolution(articles, gazetteer, arguments.errors)
    print_detection(articles, gazetteer, arguments.errors)


def read_articles(path: Path) -> Iterator[tuple[str, list[Gold]]]:
    """Pairs of text and gold mentions whose offsets hold."""
    root = ElementTree.fromstring(gzip.decompress(path.read_bytes()))
    for article in root.iter("article"):
        text = article.findtext("text") or ""
        gold = [mention for node in article.iter("toponym") if (mention := read_mention(node, text)) is not None]
        gold += [mention for node in article.iter("location") if (mention := read_mention(node, text)) is not None]
        yield text, sorted(gold, key=lambda mention: mention.span)


def read_mention(node: ElementTree.Element, text: str) -> Gold | None:
    """One mention, or None when the text at its offsets is another."""
    tag = node.find("gaztag") if node.find("gaztag") is not None else node
    phrase = node.findtext("phrase") or node.findtext("name") or ""
    lat, lon = (tag.findtext("lat"), tag.findtext("lon")) if tag is not None else (None, None)
    span = Span(int(node.findtext("start") or 0), int(node.findtext("end") or 0))
    if span.of(text) != phrase:
        return None
    return Gold(span, phrase, float(lat) if lat else None, float(lon) if lon else None)


def print_resolution(articles: list[tuple[str, list[Gold]]], gazetteer: Gazetteer, errors: int) -> None:
    """Acc@161 km with the gold mentions given."""
    distances, missing, shown = [], 0, 0
    started = time.perf_counter()
    for text, gold in articles:
        given = [mention for mention in gold if mention.lat is not None]
        for mention, place in zip(given, resolve_mentions(text, [m.span for m in given], gazetteer), strict=True):
            if place.lat_deg is None or place.lon_deg is None:
                missing += 1
                distance = 20_000.0
            else:
                distance = kilometres(place.lat_deg, place.lon_deg, mention.lat or 0.0, mention.lon or 0.0)
            distances.append(distance)
            if distance > NEAR_KM and shown < errors:
                shown += 1
                said = f"{mention.phrase!r} {mention.lat},{mention.lon}"
                print(f"  {said} -> {place.toponym} {place.admin} {place.feature} {distance:.0f} km")
    right = sum(distance <= NEAR_KM for distance in distances)
    seconds = time.perf_counter() - started
    print(
        f"Acc@161km {right / len(distances):.3f} ({right}/{len(distances)}), "
        f"median {statistics.median(distances):.1f} km, "
        f"no candidate {missing / len(distances):.3f}, {len(articles) / seconds:.0f} articles/s"
    )


def print_detection(articles: list[tuple[str, list[Gold]]], gazetteer: Gazetteer, errors: int) -> None:
    """Precision and recall of finding mentions (any overlap), and Acc@161 km of those found."""
    hits = found = wanted = near = characters = shown = 0
    started = time.perf_counter()
    for text, gold in articles:
        mentions = [mention for mention in find_places(text, gazetteer) if mention.value.feature != "site"]
        characters += len(text)
        found += len(mentions)
        wanted += len(gold)
        for mention in mentions:
            same = [g for g in gold if g.span.overlaps(mention.toponym_span)]
            hits += bool(same)
            if (
                same
                and same[0].lat is not None
                and mention.value.lat_deg is not None
                and mention.value.lon_deg is not None
            ):
                distance = kilometres(mention.value.lat_deg, mention.value.lon_deg, same[0].lat, same[0].lon or 0.0)
                near += distance <= NEAR_KM
            if not same and shown < errors:
                shown += 1
                around = text[max(0, mention.span.start - 30) : mention.span.end + 20]
                print(f"  spurious {mention.span.of(text)!r} in {around!r}")
        missed = [g for g in gold if not any(g.span.overlaps(m.toponym_span) for m in mentions)]
        if shown < 2 * errors:
            for lost in missed[:2]:
                shown += 1
                print(f"  missed {lost.phrase!r} in {text[max(0, lost.span.start - 30) : lost.span.end + 20]!r}")
    seconds = time.perf_counter() - started
    print(f"found: precision {hits / found:.3f} recall {hits / wanted:.3f}; right place {near / hits:.3f} of hits")
    print(
        f"{len(articles) / seconds:.0f} articles/s, {1e3 * seconds / (characters / 3600):.2f} ms per 3,600 characters"
    )


if __name__ == "__main__":
    main()
