"""`stoppress brief`: the dossier of one event, from the articles that tell of it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stoppress.cli.inputs import Problems, read_articles
from stoppress.cli.outputs import write_text
from stoppress.domain.errors import InputError
from stoppress.stages.attribute import attribute
from stoppress.stages.brief import brief as put_together

_FORMATS = ("json", "markdown", "html")
_BY_ENDING = {".json": "json", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html"}


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", metavar="FILE", default="-", help="Write to FILE instead of to standard output.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="What to write; without it, what FILE's ending says, else JSON.",
)
def brief(paths: tuple[str, ...], output: str, form: str | None) -> None:
    """Put together what the articles of PATH, taken as one event, come to.

    The dossier has status, first report, confirmations, claims with the outlets that carry them, figures, times, and
    where reports differ; every line verbatim, with its outlet, link and place in the article's text.
    """
    problems = Problems()
    articles = sorted(
        read_articles(paths, problems), key=lambda article: (article.published is None, article.published or 0)
    )
    if not articles:
        raise InputError("no article to put a dossier together from")
    made = put_together(articles, {article.id: attribute(article.text, article.language) for article in articles})
    write_text(output, _written(made, form or _BY_ENDING.get(Path(output).suffix.casefold(), "json")))
    sys.exit(problems.exit_status)


def _written(made: object, form: str) -> str:
    from stoppress.cli import brief_formats  # noqa: PLC0415  (templates are loaded for HTML alone)

    return brief_formats.WRITERS[form](made)  # type: ignore[arg-type]
