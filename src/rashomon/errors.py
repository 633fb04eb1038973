"""Every error a user of Rashomon can catch.

    RashomonError
     +- ReadError          a source could not be read (missing file, refused address, unknown format)
     +- StoreError         the database could not be opened, migrated or written
     |   +- NotFoundError       no such incident, report or claim
     +- CodebookError      a codebook or language file is wrong
     +- GazetteerError     the gazetteer is missing or could not be built
     +- SettingsError      a setting has a value it cannot have

A problem with one item of many is no exception: it becomes an Issue, and the rest goes on.
"""

from __future__ import annotations


class RashomonError(Exception):
    """Base of all; its text names what was wrong and what to do."""


class ReadError(RashomonError):
    """A source could not be read."""


class StoreError(RashomonError):
    """The database could not be opened, migrated or written."""


class NotFoundError(StoreError):
    """No such incident, report or claim."""


class CodebookError(RashomonError):
    """A codebook or language file is wrong."""


class GazetteerError(RashomonError):
    """The gazetteer is missing or could not be built."""


class SettingsError(RashomonError):
    """A setting has a value it cannot have."""
