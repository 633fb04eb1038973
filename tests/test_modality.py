import pytest

from rashomon.modality import modality_of
from rashomon.model import Modality, Span


def mode(text: str, trigger: str) -> Modality:
    start = text.index(trigger)
    return modality_of(text, Span(0, len(text)), Span(start, start + len(trigger)))


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        ("Rebels attacked the base on Monday.", "attacked", Modality.ACTUAL),
        ("The group threatened to attack the base.", "attack", Modality.FUTURE),
        ("The army will bombard the town.", "bombard", Modality.FUTURE),
        ("If the base is attacked, we will answer.", "attacked", Modality.HYPOTHETICAL),
        ("Police foiled an attack on the station.", "attack", Modality.NEGATED),
        ("The soldiers did not fire on the crowd.", "fire", Modality.NEGATED),
        ("A plot to bomb the embassy came to light.", "bomb", Modality.NEGATED),
        ("The attack last year killed nobody.", "attack", Modality.HISTORICAL),
        ("A bomb exploded, but police will attack the problem.", "exploded", Modality.ACTUAL),
        ("The shelling, which could not be stopped, killed two.", "killed", Modality.ACTUAL),
    ],
)
def test_the_clause_decides_whether_it_happened(text: str, trigger: str, expected: Modality) -> None:
    assert mode(text, trigger) is expected
