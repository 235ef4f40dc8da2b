"""`stoppress mail preview` on the command line, as an operator calls it."""

import pytest

from stoppress.domain.email import EmailKind
from tests.acceptance.conftest import complaint


def test_previews_show_the_operators_words_and_look_without_a_database(installation):
    own = installation.folder / "own"
    own.mkdir()
    (own / "look.toml").write_text('[light]\nlink = "#0a6b3d"\n')
    (own / "de.toml").write_text('unsubscribe = "Austragen"\n')
    installation.environment["STOPPRESS_MAIL_FOLDER"] = str(own)
    run = installation.command("mail", "preview", "--language", "de", "--theme", "dark", "--out", "seen")
    assert run.returncode == 0, run.stderr
    assert len(run.stdout.split()) == len(EmailKind)
    html = (installation.folder / "seen" / "digest.de.html").read_text("utf-8")
    assert "#0a6b3d" in html
    assert ">Austragen</a>" in html
    assert not list(installation.folder.glob("*.db"))


@pytest.mark.parametrize("command", [("mail", "preview"), ("run",)], ids=" ".join)
def test_a_slip_in_the_folder_is_one_line_with_file_and_line(installation, command):
    own = installation.folder / "own"
    own.mkdir()
    (own / "look.toml").write_text('[light]\nink = "#999999"\n')
    installation.environment["STOPPRESS_MAIL_FOLDER"] = str(own)
    installation.watch_nothing()
    said = complaint(installation.command(*command))
    assert "look.toml, line 2: light.ink: ink #999999 on sheet #ffffff has a contrast of 2.84 to 1" in said


def test_a_language_without_words_is_refused_with_those_there_are(installation):
    run = installation.command("mail", "preview", "--language", "it")
    assert run.returncode == 2
    assert "there are no words in 'it'; there are: ar, de, en, es, fr" in " ".join(run.stderr.split())
