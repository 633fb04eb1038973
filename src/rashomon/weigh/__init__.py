"""Claims of an incident -> Findings: the positions taken per attribute, what is disputed, how accounts changed.

In: the claims and the reports they stand in. Out: ``weigh`` gives the findings, ``reconcile`` one row for users
who need one, always with the resolver's name and the claims behind it. Neither says what is true.
"""

from rashomon.weigh.findings import owner_key, weigh
from rashomon.weigh.resolve import Figure, Reconciled, reconcile
from rashomon.weigh.words import describe

__all__ = ["Figure", "Reconciled", "describe", "owner_key", "reconcile", "weigh"]
