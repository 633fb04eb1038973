"""What a server said about a page when it was last fetched (ETag, Last-Modified), kept beside the archived bytes.

With them the next fetch can ask "only if it changed". The answer "unchanged" is then served from the archive, so a run
that was stopped halfway loses nothing: what it had fetched and not stored comes again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from rashomon.archive import Archive, write_whole
from rashomon.errors import StoreError


@dataclass(frozen=True, slots=True)
class Remembered:
    """One fetched body and how to ask for it again. ``fetched_at`` is ISO 8601."""

    url: str
    body: bytes
    media_type: str
    charset: str
    fetched_at: str
    etag: str = ""
    last_modified: str = ""


class Memory(Protocol):
    """Where fetched bodies are remembered; a store can be one."""

    def recall(self, url: str) -> Remembered | None:
        """What was fetched from ``url`` last, or None."""
        ...

    def remember(self, asked: str, found: Remembered) -> None:
        """Keep what ``asked`` gave."""
        ...


class FolderMemory:
    """A Memory in an archive folder: the body content-addressed, the rest in ``fetched/<sha256 of the URL>.json``."""

    __slots__ = ("_archive", "_folder")

    def __init__(self, path: str) -> None:
        self._archive = Archive(path)
        self._folder = Path(path) / "fetched"

    def recall(self, url: str) -> Remembered | None:
        """What was fetched last; None also when the note or the body is damaged or gone."""
        try:
            note = json.loads(self._file(url).read_text(encoding="utf-8"))
            return Remembered(body=self._archive.get(note.pop("sha256")), **note)
        except (OSError, ValueError, TypeError, KeyError, StoreError):
            return None

    def remember(self, asked: str, found: Remembered) -> None:
        """Archive the body, then write the note that points to it."""
        note = {key: value for key, value in asdict(found).items() if key != "body"}
        note["sha256"] = self._archive.put(found.body)
        self._folder.mkdir(parents=True, exist_ok=True)
        write_whole(self._file(asked), json.dumps(note, sort_keys=True).encode())

    def _file(self, url: str) -> Path:
        return self._folder / f"{hashlib.sha256(url.encode()).hexdigest()}.json"
