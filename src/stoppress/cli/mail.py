"""`stoppress mail`: see what readers get."""

from __future__ import annotations

from pathlib import Path

import click

from stoppress.domain.email import EmailKind

_KINDS = [kind.value for kind in EmailKind]


@click.group()
def mail() -> None:
    """See what readers get."""


@mail.command()
@click.option("--kind", "kinds", type=click.Choice(_KINDS), multiple=True, help="Only this kind; may be repeated.")
@click.option("--language", "languages", metavar="CODE", multiple=True, help="Only this language; may be repeated.")
@click.option("--theme", type=click.Choice(["light", "dark"]), help="Fix the HTML to one; else it follows the browser.")
@click.option(
    "--out",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    default="mail-preview",
    show_default=True,
    help="Where to write.",
)
def preview(kinds: tuple[str, ...], languages: tuple[str, ...], theme: str | None, out: Path) -> None:
    """Write sample mails as .html, .txt and .eml, with your wording and look; nothing is sent."""
    from stoppress.roles.prepare import prepare_django  # noqa: PLC0415  (Django is loaded by the commands that need it)

    prepare_django()
    from stoppress.mailroom.preview import Scheme, known_languages, write_previews  # noqa: PLC0415

    known = known_languages()
    unknown = [language for language in languages if language not in known]
    if unknown:
        raise click.BadParameter(
            f"there are no words in {unknown[0]!r}; there are: {', '.join(known)}", param_hint="--language"
        )
    written = write_previews(
        out,
        kinds=[EmailKind(kind) for kind in kinds or _KINDS],
        languages=languages or known,
        scheme=Scheme(theme) if theme else None,
    )
    for path in written:
        click.echo(path)
