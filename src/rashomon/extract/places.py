"""Which of the places named in a report say where the main incident happened."""

from __future__ import annotations

from rashomon.extract.gather import Mentions
from rashomon.extract.scene import Scene
from rashomon.model import Modality, PassageKind
from rashomon.where import PlaceMention

_COARSE = ("country", "region", "adm1")


def scene_places(mentions: Mentions, scene: Scene) -> list[PlaceMention]:
    """At most three places, best first: those told in the sentences of the incident, the finer the better."""
    events = [e for e in mentions.things.events if e.modality is Modality.ACTUAL and not e.background]
    ranked: list[tuple[float, int, PlaceMention]] = []
    for mention in mentions.places:
        passage = mentions.passage(mention.span)
        if passage is None or mention.speaker_like or mention.dateline or not scene.tells(passage):
            continue
        near = [abs(e.span.start - mention.span.start) for e in events if passage.span.contains(e.span)]
        score = (2.0 - min(*near, 150) / 150) if near else 0.0
        score += {PassageKind.HEADLINE: 0.5, PassageKind.LEAD: 0.6}.get(passage.kind, 0.0) - 0.08 * passage.index
        score -= 0.7 if mention.value.feature in _COARSE else 0.0
        score += 0.3 if mention.relation else 0.0
        ranked.append((score, mention.span.start, mention))
    ranked.sort(key=lambda item: (-item[0], item[1]))
    return [mention for score, _, mention in ranked if score > 1.0][:2] or [mention for _, _, mention in ranked[:1]]
