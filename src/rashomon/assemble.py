"""New accounts into incidents, one at a time, and the incidents' lines in the list.

In: a store, and reports whose extractions are stored. An account is compared only with those of its blocks, and
only the incidents it touches are grouped anew, so the millionth report costs what the thousandth did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import Final

from rashomon import link
from rashomon.cluster import cluster, incident_id, name_incidents
from rashomon.model import Claim, Extraction, Link, Report
from rashomon.store import IncidentRow, IncidentView, Run, Store
from rashomon.weigh import reconcile, weigh

CANDIDATES: Final = 200  # accounts compared with a new one: 200 comparisons take about 4 ms
KEPT: Final = -6.0  # bits below which a link is not stored: the pair counts as never compared, which is as good
REGROUPED: Final = (
    60  # accounts up to which the touched incidents are grouped anew; larger ones are joined, not reopened
)
_BATCH: Final = (
    20  # incidents per transaction of refresh: others wait for the write lock no longer than for a few reports
)


def place_accounts(
    store: Store, report: Report, extraction: Extraction, run: Run, candidates: int = CANDIDATES
) -> list[str]:
    """Links every account of a report and gives it an incident. Returns the ids of the incidents they stand in."""
    own: dict[str, list[Claim]] = {one.id: [] for one in extraction.accounts}
    for claim in extraction.claims:
        own[claim.account_id].append(claim)
    profiles = [link.make_profile(one, own[one.id], report) for one in extraction.accounts]
    with store.transaction() as inside:
        return [_place(inside, profile, run, candidates) for profile in profiles]


def _place(store: Store, profile: link.Profile, run: Run, candidates: int) -> str:
    near = store.accounts_in_blocks(link.sought_keys(profile), candidates + 1)
    others = {one.account.id: one for one in store.accounts(ids=[*near, profile.account_id])}
    own = others.pop(profile.account_id)
    fresh = not own.incident_id
    links = [link.compare(profile, link.from_json(one.profile)) for one in others.values() if one.profile]
    kept = [one for one in links if one.log2_odds > KEPT]
    store.set_profile(profile.account_id, link.to_json(profile), link.stored_keys(profile), fresh=fresh)
    store.set_links(profile.account_id, kept, run, fresh=fresh)
    likely = {one.left if one.right == profile.account_id else one.right for one in kept if one.log2_odds > 0}
    touched = {one.incident_id for one in (own, *(others[name] for name in likely)) if one.incident_id}
    return _group(store, profile, touched, kept, run) if touched else _alone(store, profile.account_id, run)


def _group(store: Store, profile: link.Profile, touched: set[str], links: Sequence[Link], run: Run) -> str:
    """Groups the account with the incidents it may belong to; says which one it is in."""
    before = store.members(touched)
    members = [one for held in before.values() for one in held]
    reports = {one.account.id: one.account.report_id for one in store.accounts(ids=members)}
    reports[profile.account_id] = profile.report_id
    if len(members) > REGROUPED:
        groups = _joined(profile, before, reports, links)
    else:
        groups = cluster(reports, store.links(reports), store.decisions())
    named = name_incidents(groups, before, store.incident_order(before), lambda one: bool(store.incident_order([one])))
    store.set_incidents(named.members, named.moves, run)
    return next(one for one, held in named.members.items() if profile.account_id in held)


def _alone(store: Store, account_id: str, run: Run) -> str:
    return store.new_incident((incident_id(account_id, attempt) for attempt in count()), account_id, run)


def _joined(
    profile: link.Profile, before: Mapping[str, list[str]], reports: Mapping[str, str], links: Iterable[Link]
) -> list[list[str]]:
    """The incidents as they are, and the account in the one it fits best by its mean link, or alone."""
    odds = {(one.left if one.right == profile.account_id else one.right): one.log2_odds for one in links}
    groups = {one: [member for member in members if member != profile.account_id] for one, members in before.items()}
    free = {one: held for one, held in groups.items() if all(reports[m] != profile.report_id for m in held)}
    # only the compared members count: of an incident with a thousand accounts most were not candidates
    means = {one: _mean([odds[member] for member in held if member in odds]) for one, held in free.items()}
    best = max(sorted(means), key=lambda one: means[one], default="")
    kept = [held for one, held in groups.items() if one != best and held]
    if best and means[best] > 0:
        return [*kept, [*groups[best], profile.account_id]]
    return [*kept, *([groups[best]] if best else []), [profile.account_id]]


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else -1.0


def refresh(store: Store, limit: int | None = None) -> int:
    """Brings the lines of stale incidents up to date; says how many."""
    done = 0
    while stale := store.stale_incidents(_BATCH if limit is None else min(_BATCH, limit - done)):
        with store.transaction() as inside:
            inside.set_summaries([summarise(view) for view in inside.incident_views(stale)])
        done += len(stale)
    return done


def summarise(view: IncidentView) -> IncidentRow:
    """The line of the list for an incident."""
    claims = [one.claim for one in view.claims]
    row = reconcile(claims, view.reports, weigh(view.row.id, claims, view.reports))
    place, when = row.place, row.when
    titled = [one.title for one in view.reports if one.title]
    return IncidentRow(
        id=view.row.id,
        event=row.event,
        earliest=when.earliest if when else None,
        latest=when.latest if when else None,
        grain=when.grain.value if when else "",
        place=(place.toponym or place.name) if place else "",
        lat_deg=place.lat_deg if place else None,
        lon_deg=place.lon_deg if place else None,
        country=place.admin[0] if place and place.admin else "",
        title=titled[0] if titled else "",
        reports=len(view.reports),
        parties=len({one.speaker.party_id or one.speaker.name for one in claims}),
        disputed=row.disputed,
        counts={name: {"low": one.low, "best": one.best, "high": one.high} for name, one in row.counts.items()},
    )
