"""The store: reports, claims, accounts, links, incidents and issues in SQLite or PostgreSQL, behind one ``Store``.

Nothing outside this package and ``tables.py`` imports SQLAlchemy. Rows go out as frozen values; what a claim means,
which accounts belong together and what is disputed is decided elsewhere.

    with open_store("incidents.db") as store:
        store.add_report(report)
        store.add_extraction(extraction, run)
        store.claims(attribute="killed")
"""

from rashomon.store.core import Store, open_store
from rashomon.store.rows import (
    ClaimFilter,
    Counts,
    Hit,
    IncidentFilter,
    IncidentRow,
    IncidentView,
    IssueFilter,
    Run,
    StoredAccount,
    StoredClaim,
    new_run,
)

__all__ = [
    "ClaimFilter",
    "Counts",
    "Hit",
    "IncidentFilter",
    "IncidentRow",
    "IncidentView",
    "IssueFilter",
    "Run",
    "Store",
    "StoredAccount",
    "StoredClaim",
    "new_run",
    "open_store",
]
