"""``rashomon evaluate``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from rashomon.cli.options import formatted, settings_of
from rashomon.cli.reading import progress


@click.command(short_help="Measure the reader on a folder of gold.")
@click.argument("gold_dir", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--predictions", type=click.Path(dir_okay=False, path_type=Path), help="Write the predictions to this file."
)
@click.option("--workers", type=click.IntRange(min=0), help="Processes that read; 0 = one for each core.")
@formatted
@click.pass_context
def evaluate(ctx: click.Context, /, gold_dir: Path, predictions: Path | None, workers: int | None, form: str) -> None:
    """Read GOLD_DIR/blind/*.json into a fresh database and predict its incidents.

    Where GOLD_DIR also holds gold/, the predictions are scored. Nothing but blind/ is opened before they are made.

    Exit status: 0 all well, 1 some reports could not be read, 2 nothing was read.

    \b
    Example:
      rashomon evaluate gold/ --predictions out.json
    """
    from rashomon.evaluate import evaluate as run

    with progress() as tell:
        done = run(gold_dir, settings_of(workers=workers), tell)
    if predictions is not None:
        predictions.write_text(json.dumps(done.predictions, ensure_ascii=False, indent=1) + "\n", "utf-8")
    _print(form, done)
    ctx.exit(1 if done.summary.issues["error"] else 0)


def _print(form: str, done: object) -> None:
    from rashomon.evaluate import Evaluation
    from rashomon.score import as_json, as_lines

    assert isinstance(done, Evaluation)
    figures = as_json(done.scores) if done.scores else None
    if form != "table":
        from rashomon.cli.output import print_json

        whole = {"reports": done.summary.read, "incidents": done.summary.incidents, "scores": figures}
        print_json(form, [whole], whole)
        return
    if done.scores is None:
        click.echo(
            f"read {done.summary.read} reports into {done.summary.incidents} incidents; no gold/ to score against"
        )
        return
    for line in as_lines(done.scores):
        click.echo(line)
