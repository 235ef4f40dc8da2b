"""The command `stoppress attribute`: files, folders or standard input to who said what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stoppress.cli.inputs import Input, Problems, read_inputs, to_article
from stoppress.cli.outputs import open_output, output_option
from stoppress.domain.errors import InputError
from stoppress.stages.attribute import attribute as find_attributions

if TYPE_CHECKING:
    from stoppress.domain.claim import Attribution, Span


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@output_option
@click.pass_context
def attribute(ctx: click.Context, paths: tuple[str, ...], output: str) -> None:
    """Write who said what, as JSON lines: for each article its id and attributions.

    An attribution has source, cue and content as lists of [start, end] in characters of the text as given (of a page:
    of the text that `stoppress read` gives), and what they come to: act, kind, source_kind, speaker and by.
    """
    problems = Problems()
    with open_output(output) as write:
        for given in read_inputs(paths, problems):
            try:
                text, language = _text(given)
            except InputError as error:
                problems.report(given.where, str(error))
                continue
            found = [as_fields(one) for one in find_attributions(text, language)]
            write({"id": given.stated.id, "attributions": found})
    ctx.exit(problems.exit_status)


def _text(given: Input) -> tuple[str, str | None]:
    """Return the text that the spans count in: as given or, of a page, as `read` gives it."""
    if given.text is not None:
        return given.text, given.stated.language
    article = to_article(given)
    return article.text, article.language


def as_fields(attribution: Attribution) -> dict[str, object]:
    """Lay out an attribution as the fields of JSON."""
    speaker = attribution.speaker
    return {
        "source": _spans(attribution.source),
        "cue": _spans(attribution.cue),
        "content": _spans(attribution.content),
        "act": attribution.act.value,
        "kind": attribution.kind.value,
        "source_kind": attribution.source_kind.value,
        "speaker": speaker and {"name": speaker.name, "role": speaker.role, "body": speaker.body},
        "by": attribution.by,
    }


def _spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [list(span) for span in spans]
