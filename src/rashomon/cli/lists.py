"""``rashomon claims``, ``search`` and ``issues``: what the database holds, a page at a time."""

from __future__ import annotations

from typing import Literal

import click

from rashomon.cli.options import database, formatted, opened, paged

STANCES = ("asserts", "confirms", "denies", "admits", "retracts", "questions")


@click.command(short_help="List claims.")
@database
@click.option("--incident", default="", help="Only those of this incident (its id).")
@click.option("--report", default="", help="Only those of this report (its id).")
@click.option("--attribute", default="", help="Only about this: when, where, perpetrator, killed ...")
@click.option("--party", default="", help="Only those this party owns: its id or part of its name.")
@click.option("--stance", type=click.Choice(STANCES), help="Only with this stance.")
@paged(50)
@formatted
def claims(db: str | None, config: str | None, form: str, limit: int, offset: int, **wanted: str | None) -> None:
    """List claims: who says what, in which words.

    \b
    Example:
      rashomon claims --attribute perpetrator --stance admits --format jsonl
    """
    from rashomon.jsonform import claim_json
    from rashomon.model import Stance
    from rashomon.store import ClaimFilter

    chosen = wanted.pop("stance")
    stance = Stance(chosen) if chosen else None
    texts = {name: text or "" for name, text in wanted.items()}
    with opened(db, config) as store:
        found = store.claims(**texts, stance=stance, limit=limit or None, offset=offset)
        total = store.count_claims(ClaimFilter(**texts, stance=stance))
    _check_attribute(texts["attribute"], total)
    if form != "table":
        from rashomon.cli.output import print_json

        print_json(form, [claim_json(one) for one in found])
        return
    from rich.table import Table

    from rashomon.accounts import words_of
    from rashomon.cli.output import more, print_parts

    table = Table("claim", "attribute", "value", "speaker", "stance", "words", box=None, pad_edge=False)
    for one in (held.claim for held in found):
        chain = " > ".join(speaker.name for speaker in one.speakers)
        stance_text = one.stance.value + (", hedged" if one.hedged else "")
        quote = f'"{" ".join(one.quote.split())}"'
        table.add_row(one.id[:10], one.attribute, words_of(one.value), chain, stance_text, quote)
    print_parts([*([table] if found else []), more(len(found), offset, total, "claim")])


def _check_attribute(asked: str, total: int) -> None:
    """Nothing found under a name that no codebook has is a slip of the pen, not an answer."""
    from rashomon.codebook import load_codebook

    known = load_codebook().attributes
    if asked and not total and asked not in known:
        raise click.BadParameter(f"no claim is about {asked!r}; there are {', '.join(known)}", param_hint="--attribute")


@click.command(short_help="Search reports and quotes.")
@click.argument("words", nargs=-1, required=True)
@database
@click.option("--kind", type=click.Choice(["report", "claim"]), help="Only reports, or only claims.")
@paged(20)
@formatted
@click.pass_context
def search(
    ctx: click.Context,
    words: tuple[str, ...],
    db: str | None,
    config: str | None,
    kind: Literal["report", "claim"] | None,
    limit: int,
    offset: int,
    form: str,
) -> None:
    """Search the texts of reports and the quotes of claims for all the WORDS, best first.

    Exit status 1 when nothing is found.

    \b
    Example:
      rashomon search helicopter Yeraskh
    """
    from rashomon.cli.output import print_json, print_parts
    from rashomon.jsonform import hit_json

    with opened(db, config) as store:
        hits = store.search(" ".join(words), limit or 1_000_000, offset, kind or "")
    if form != "table":
        print_json(form, [hit_json(hit) for hit in hits])
    else:
        from rich.text import Text

        lines = []
        for hit in hits:
            where = f"{hit.kind} {hit.claim_id or hit.report_id}" + (
                f", incident {hit.incident_id}" if hit.incident_id else ""
            )
            lines.append(Text(f"{hit.title or '(no title)'}  ({where})", style="bold"))
            snippet = Text("  " + hit.snippet.replace("\n", " "))
            for mark in hit.marks:
                snippet.stylize("reverse", mark.start + 2, mark.end + 2)
            lines.append(snippet)
        print_parts(lines or [Text(f"nothing holds {' '.join(words)!r}")])
    ctx.exit(0 if hits else 1)


@click.command(short_help="List what could not be read or understood.")
@database
@click.option("--stage", default="", help="Only of this stage: read, when, where ...")
@click.option("--code", default="", help="Only with this code: truncated-gzip, no-year ...")
@click.option("--severity", type=click.Choice(["note", "warning", "error"]), help="Only of this severity.")
@click.option("--report", default="", help="Only of this report (its id).")
@paged(50)
@formatted
def issues(
    db: str | None,
    config: str | None,
    stage: str,
    code: str,
    severity: str | None,
    report: str,
    limit: int,
    offset: int,
    form: str,
) -> None:
    """List what a stage could not handle, in the order in which it was met. Nothing is dropped in silence.

    \b
    Example:
      rashomon issues --severity error
    """
    from rashomon.cli.output import print_json, print_parts
    from rashomon.jsonform import issue_json
    from rashomon.model import Severity

    chosen = Severity(severity) if severity else None
    with opened(db, config) as store:
        found = store.issues(stage=stage, code=code, severity=chosen, report=report, limit=limit or None, offset=offset)
    if form != "table":
        print_json(form, [issue_json(issue) for issue in found])
        return
    from rich.table import Table

    table = Table("severity", "stage", "code", "source", "what happened", box=None, pad_edge=False)
    for issue in found:
        table.add_row(issue.severity.value, issue.stage, issue.code, issue.source, issue.message)
    print_parts([table] if found else ["no issues"])
