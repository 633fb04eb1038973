"""Full-text search over report texts and claim quotes: FTS5 on SQLite, tsvector on PostgreSQL, one answer.

Any string is a safe query: words are looked for together, ``"quoted words"`` as a phrase, ``word*`` as a beginning.
No stemming, no stop words: names and figures matter here, and texts come in many languages.
"""

from __future__ import annotations

import re
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, text

from rashomon.model import Span
from rashomon.store.rows import Hit

_OPEN, _CLOSE = "\x02", "\x03"
_WORDS: Final = 24  # words of a snippet: about two lines of a terminal
_PG_CHARS: Final = 250_000  # a tsvector holds 1 MB; beyond this the tail of a book-sized text is not searchable

_FTS5: Final = (
    "CREATE VIRTUAL TABLE {t}_fts USING fts5({c}, content='{t}', content_rowid='seq',"
    " tokenize='unicode61 remove_diacritics 2')",
    "CREATE TRIGGER {t}_fts_insert AFTER INSERT ON {t} BEGIN"
    " INSERT INTO {t}_fts(rowid, {c}) VALUES (new.seq, new.{c}); END",
    "CREATE TRIGGER {t}_fts_delete AFTER DELETE ON {t} BEGIN"
    " INSERT INTO {t}_fts({t}_fts, rowid, {c}) VALUES ('delete', old.seq, old.{c}); END",
    "INSERT INTO {t}_fts({t}_fts) VALUES ('rebuild')",
)
_TSVECTOR: Final = (
    "ALTER TABLE {t} ADD COLUMN tsv tsvector GENERATED ALWAYS AS (to_tsvector('simple', left({c}, {chars}))) STORED",
    "CREATE INDEX ix_{t}_tsv ON {t} USING gin (tsv)",
)
_INDEXED: Final = (("report", "text"), ("claim", "quote"))

_JOINS: Final = {
    "report": "report r ON r.seq = {key}",
    "claim": "claim c ON c.seq = {key} JOIN report r ON r.id = c.report_id"
    " LEFT JOIN incident_account i ON i.account_id = c.account_id",
}
_COLUMNS: Final = {
    "report": "r.id AS report_id, '' AS claim_id, '' AS incident_id, r.title AS title",
    "claim": "r.id AS report_id, c.id AS claim_id, coalesce(i.incident_id, '') AS incident_id, r.title AS title",
}


def create_search(connection: Connection) -> None:
    """Makes the indices and fills them from the rows there are."""
    statements = _FTS5 if connection.dialect.name == "sqlite" else _TSVECTOR
    for table, column in _INDEXED:
        for statement in statements:
            connection.execute(text(statement.format(t=table, c=column, chars=_PG_CHARS)))


def search(connection: Connection, query: str, kind: str, limit: int, offset: int) -> list[Hit]:
    """Best hits first. ``kind`` is report, claim, or empty for both, which then take turns."""
    terms = _terms(query)
    if not terms:
        return []
    kinds = [kind] if kind else ["claim", "report"]
    ranked = [
        (position, order, row)
        for order, one in enumerate(kinds)
        for position, row in enumerate(_rows(connection, one, terms, limit + offset))
    ]
    ranked.sort(key=lambda item: item[:2])
    return [_hit(kinds[order], row) for _, order, row in ranked[offset : offset + limit]]


def _terms(query: str) -> list[tuple[str, bool]]:
    """(words, is a beginning): each quoted phrase or single word of the query."""
    found = re.findall(r'"([^"]*)"|([^\s"]+)', query)
    terms = [(" ".join(re.findall(r"\w+", phrase or word)), word.endswith("*")) for phrase, word in found]
    return [term for term in terms if term[0]]


def _rows(connection: Connection, kind: str, terms: list[tuple[str, bool]], limit: int) -> list[RowMapping]:
    build = _sqlite_query if connection.dialect.name == "sqlite" else _postgres_query
    statement, parameters = build(kind, terms)
    return list(connection.execute(text(statement), {**parameters, "limit": limit}).mappings())


def _sqlite_query(kind: str, terms: list[tuple[str, bool]]) -> tuple[str, dict[str, Any]]:
    # inner LIMIT first: snippet() is dear and must not run over every match
    match = " AND ".join(f'"{words}"' + ("*" if prefix else "") for words, prefix in terms)
    statement = (
        f"SELECT {_COLUMNS[kind]}, f.snippet AS snippet FROM"
        f" (SELECT rowid AS key, rank AS score, snippet({kind}_fts, 0, char(2), char(3), '…', {_WORDS}) AS snippet"
        f" FROM {kind}_fts WHERE {kind}_fts MATCH :match ORDER BY rank, rowid LIMIT :limit) f"
        f" JOIN {_JOINS[kind].format(key='f.key')} ORDER BY f.score, f.key"
    )
    return statement, {"match": match}


def _postgres_query(kind: str, terms: list[tuple[str, bool]]) -> tuple[str, dict[str, Any]]:
    parts, parameters = [], {}
    for index, (words, prefix) in enumerate(terms):
        make = f"to_tsquery('simple', :t{index})" if prefix else f"phraseto_tsquery('simple', :t{index})"
        parameters[f"t{index}"] = " <-> ".join(f"'{word}'" for word in words.split()) + ":*" if prefix else words
        parts.append(make)
    column = dict(_INDEXED)[kind]
    options = f"StartSel={_OPEN}, StopSel={_CLOSE}, MaxWords={_WORDS}, MinWords={_WORDS // 2}"
    statement = (
        f"SELECT {_COLUMNS[kind]}, ts_headline('simple', left(b.{column}, {_PG_CHARS}), b.query, :options) AS snippet"
        " FROM"
        f" (SELECT t.seq AS key, t.{column}, ts_rank(t.tsv, q.query) AS score, q.query"
        f" FROM {kind} t, (SELECT {' && '.join(parts)} AS query) q WHERE t.tsv @@ q.query"
        f" ORDER BY score DESC, t.seq LIMIT :limit) b"
        f" JOIN {_JOINS[kind].format(key='b.key')} ORDER BY b.score DESC, b.key"
    )
    return statement, {**parameters, "options": options}


def _hit(kind: str, row: RowMapping) -> Hit:
    snippet, marks = _unmark(" ".join(str(row["snippet"]).split()))
    return Hit(kind, row["report_id"], row["claim_id"], row["incident_id"], row["title"], snippet, marks)


def _unmark(marked: str) -> tuple[str, tuple[Span, ...]]:
    plain: list[str] = []
    marks: list[Span] = []
    length = start = 0
    for piece in re.split(f"([{_OPEN}{_CLOSE}])", marked):
        if piece == _OPEN:
            start = length
        elif piece == _CLOSE:
            marks.append(Span(start, length))
        else:
            plain.append(piece)
            length += len(piece)
    return "".join(plain), tuple(marks)
