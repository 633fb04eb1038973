"""``rashomon gazetteer``."""

from __future__ import annotations

from pathlib import Path

import click

from rashomon.cli.options import formatted


@click.group(short_help="Build the file of place names, or look into it.")
def gazetteer() -> None:
    """The file of place names that reports are read with.

    \b
    Example:
      rashomon gazetteer build
      rashomon gazetteer info
    """


@gazetteer.command()
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to [default: the user's cache folder]."
)
@click.option(
    "--geonames",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A GeoNames dump (XX.zip, allCountries.zip).",
)
@click.option(
    "--whosonfirst", multiple=True, type=click.Path(exists=True, path_type=Path), help="A Who's On First CSV."
)
@click.option("--if-missing", is_flag=True, help="Do nothing when a usable one is there.")
def build(out: Path | None, geonames: tuple[Path, ...], whosonfirst: tuple[Path, ...], *, if_missing: bool) -> None:
    """Build the gazetteer, about half a minute, without any download.

    \b
    Example:
      rashomon gazetteer build --geonames UA.zip
    """
    from rashomon.errors import GazetteerError
    from rashomon.gazetteer import build_gazetteer, default_path, open_gazetteer

    path = out or default_path()
    if if_missing:
        try:
            open_gazetteer(path).close()
        except GazetteerError:
            click.echo(f"building the gazetteer at {path} (once)", err=True)
        else:
            return
    build_gazetteer(path, geonames=geonames, whosonfirst=whosonfirst, progress=lambda text: click.echo(text, err=True))
    click.echo(f"built {path} ({path.stat().st_size / 1e6:.0f} MB)")


@gazetteer.command()
@formatted
def info(form: str) -> None:
    """Say where the gazetteer is and what is in it.

    \b
    Example:
      rashomon gazetteer info --format json
    """
    from rashomon.gazetteer import default_path, open_gazetteer

    path = default_path()
    with open_gazetteer(path) as opened:
        facts = {"path": str(path), "bytes": path.stat().st_size, **opened.meta}
    if form != "table":
        from rashomon.cli.output import print_json

        print_json(form, [facts], facts)
        return
    for name, value in facts.items():
        click.echo(f"{name:12} {value}")
