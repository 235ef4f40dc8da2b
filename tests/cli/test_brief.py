"""`stoppress brief`: the dossier of one event, as JSON, Markdown and one page."""

import json

import pytest
from click.testing import CliRunner

from stoppress.cli.brief import brief

COURIER = {
    "id": "c1",
    "outlet": "Orvo Courier",
    "url": "https://courier.example/a",
    "published": "2031-05-04T09:00:00Z",
    "language": "en",
    "headline": "Ferry <Morning Star> runs aground",
    "text": "The ferry Morning Star ran aground off Tessaly Point on Sunday with 212 people on board.\n\n"
    "The Orvo Coastguard confirmed that the ferry ran aground, as was first reported by Harbour Radio.\n\n"
    "“Nobody is hurt,” said Coastguard spokeswoman Ines Falk.\n\nThe owner did not respond to a request for comment.",
}
GAZETTE = {
    "id": "g1",
    "outlet": "Norl Gazette",
    "published": "2031-05-04T09:30:00Z",
    "language": "en",
    "headline": "Ferry on the rocks",
    "text": "There were 190 people on board when the ferry Morning Star struck the rocks off Tessaly Point.\n\n"
    "“Nobody is hurt,” Falk told the Gazette. A cook named Abel said that the tea had gone over the side.",
}


@pytest.fixture
def event(tmp_path):
    path = tmp_path / "event.jsonl"
    path.write_text("\n".join(map(json.dumps, (GAZETTE, COURIER))), "utf-8")
    return path


def run(*arguments):
    result = CliRunner().invoke(brief, list(map(str, arguments)))
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_a_dossier_tells_status_first_report_claims_and_differences(event):
    made = json.loads(run(event).stdout)

    assert (made["status"], made["independent"]) == ("confirmed", 2)
    assert [report["outlet"] for report in made["reports"]] == ["Orvo Courier", "Norl Gazette"]
    assert [credit["name"] for credit in made["first_reported_by"]] == ["Harbour Radio"]
    assert [(one["how"], one["excerpts"][0]["article"]) for one in made["asked"]] == [("no answer", "c1")]
    [quote] = [claim for claim in made["claims"] if claim["is_quote"]]
    assert (quote["speaker"]["name"], quote["owners"]) == ("Ines Falk", 2)
    [difference] = made["differences"]
    assert difference["kind"] == "figure"
    assert [side["article"] for side in difference["sides"]] == ["c1", "g1"]


def test_every_excerpt_says_where_it_stands(event):
    made = json.loads(run(event).stdout)
    text = {"c1": COURIER["text"], "g1": GAZETTE["text"]}
    for side in made["differences"][0]["sides"]:
        start, end = side["span"]
        assert text[side["article"]][start:end] == side["words"]


def test_no_bound_is_null_as_json_knows_no_infinity(event):
    assert "Infinity" not in run(event).stdout


@pytest.mark.parametrize(("name", "begins"), [("d.md", "# Ferry"), ("d.html", "<!doctype html>"), ("d.json", "{")])
def test_the_files_ending_chooses_the_form(event, tmp_path, name, begins):
    run(event, "-o", tmp_path / name)
    assert (tmp_path / name).read_text("utf-8").startswith(begins)


def test_a_page_needs_nothing_from_elsewhere_and_escapes_what_outlets_write(event, tmp_path):
    run(event, "-o", tmp_path / "d.html")
    page = (tmp_path / "d.html").read_text("utf-8")

    assert "Ferry &lt;Morning Star&gt; runs aground" in page
    assert "<script" not in page
    assert "<link" not in page
    assert "src=" not in page
    assert '<a href="https://courier.example/a" rel="noreferrer">' in page


def test_in_markdown_outlets_words_make_no_markup(event):
    assert "Ferry \\<Morning Star\\> runs aground" in run(event, "-f", "markdown").stdout


def test_what_cannot_be_read_is_told_and_the_rest_is_put_together(event):
    result = run(event, event.with_name("none.txt"))
    assert result.exit_code == 1
    assert "none.txt: cannot be read" in result.stderr
    assert json.loads(result.stdout)["independent"] == 2


def test_nothing_to_read_is_one_line(tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    result = CliRunner().invoke(brief, [str(empty)])
    assert "no article to put a dossier together from" in str(result.exception)
