"""Rashomon: what each party says happened.

    import rashomon

    with rashomon.read(["Two soldiers were killed ...", "The ministry denied ..."], published="2020-11-10") as db:
        print(db.incidents())

Importing the package loads no database library and no data; they are loaded when a database is opened.
"""

import rashomon.read as _package  # noqa: F401 - loaded first, so that the function of this name takes the name over
from rashomon.api import Database, IncidentStory, open, read
from rashomon.errors import RashomonError
from rashomon.jsonform import claim_json
from rashomon.settings import Settings, load_settings
from rashomon.weigh import describe

__version__ = "0.1.0"

__all__ = [
    "Database",
    "IncidentStory",
    "RashomonError",
    "Settings",
    "__version__",
    "claim_json",
    "describe",
    "load_settings",
    "open",
    "read",
]
