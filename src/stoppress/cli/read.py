"""The command `stoppress read`: files, folders or standard input to articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stoppress.cli.inputs import Problems, read_articles
from stoppress.cli.outputs import moment, open_output, output_option

if TYPE_CHECKING:
    from stoppress.domain.article import Article


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@output_option
@click.pass_context
def read(ctx: click.Context, paths: tuple[str, ...], output: str) -> None:
    """Read articles and write them as JSON lines, with what was left out of each and why.

    PATH is a file, a folder or - (standard input): plain text, HTML, or JSON lines with id, headline, text or html,
    url, outlet, owner, published and language, of which only text or html must be there.
    """
    problems = Problems()
    with open_output(output) as write:
        for article in read_articles(paths, problems):
            write(as_fields(article))
    ctx.exit(problems.exit_status)


def as_fields(article: Article) -> dict[str, object]:
    """Lay out an article as the fields of one JSON line."""
    return {
        "id": article.id,
        "outlet": article.outlet,
        "owner": article.owner,
        "url": article.url,
        "headline": article.headline,
        "standfirst": article.standfirst,
        "byline": article.byline,
        "dateline": article.dateline,
        "lede": article.lede,
        "title_is_lede": article.title_is_lede,
        "body": list(article.body),
        "text": article.text,
        "published": moment(article.published, article.precision),
        "language": article.language,
        "dropped": [{"text": piece.text, "reason": piece.reason.value} for piece in article.dropped],
    }
