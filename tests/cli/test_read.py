import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from stoppress.cli.read import read

ONE = "The old bridge in Orvo was closed on Sunday after an inspector found a crack. It may take a month."
TWO = "Buses will go by the ferry road until the second arch has been mended, the council said."


def run(*arguments, given=None):
    return CliRunner().invoke(read, [str(argument) for argument in arguments], input=given)


def test_an_article_is_written_whole(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"Bridge in Orvo closes\n\n{ONE}\n\nSIGN UP\n\n{TWO}\n")
    result = run(path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {
        "id": "a.txt",
        "outlet": "a.txt",
        "owner": None,
        "url": None,
        "headline": "Bridge in Orvo closes",
        "standfirst": None,
        "byline": None,
        "dateline": None,
        "lede": "The old bridge in Orvo was closed on Sunday after an inspector found a crack.",
        "title_is_lede": False,
        "body": [ONE, TWO],
        "text": f"{ONE}\n\n{TWO}",
        "published": None,
        "language": None,
        "dropped": [{"text": "SIGN UP", "reason": "sign-up panel"}],
    }


@pytest.mark.parametrize(
    ("published", "written"),
    [
        ("2031-05-04", "2031-05-04"),
        ("2031-05-04T09:30:15.25Z", "2031-05-04T09:30:15Z"),
        ("2031-05-04T11:30:00+02:00", "2031-05-04T09:30:00Z"),
        ("Sun, 04 May 2031 09:30:00 GMT", "2031-05-04T09:30:00Z"),
    ],
)
def test_times_are_written_as_exactly_as_they_are_known(published, written):
    result = run("-", given=json.dumps({"text": ONE, "published": published}))
    assert json.loads(result.stdout)["published"] == written


def test_output_goes_to_a_file_and_may_replace_an_input(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": "é", "text": ONE}) + "\n")
    result = run(path, "-o", path)
    assert (result.exit_code, result.output) == (0, "")
    assert json.loads(path.read_bytes().decode("utf-8"))["body"] == [ONE]
    assert [found.name for found in tmp_path.iterdir()] == ["in.jsonl"]


def test_problems_end_in_status_one_after_the_rest(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text(f"nonsense\n{json.dumps({'id': 'b', 'text': ONE})}\n")
    result = run(path, tmp_path / "no.txt")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["id"] == "b"
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [f"{path}:1", str(tmp_path / "no.txt")]


def test_a_place_that_cannot_be_written_is_one_line(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(ONE)
    process = subprocess.run(
        [sys.executable, "-m", "stoppress.cli", "read", str(path), "-o", str(tmp_path / "no" / "out.jsonl")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (process.returncode, process.stdout) == (1, "")
    assert (
        process.stderr == f"stoppress: {tmp_path / 'no' / 'out.jsonl'} cannot be written: No such file or directory\n"
    )


def test_nothing_given_is_a_usage_error():
    assert run().exit_code == 2


def test_the_seeds_lose_panel_caption_and_credit_and_nothing_else(shared):
    result = run(shared / "seeds")
    first, second = map(json.loads, result.stdout.splitlines())
    lines = {
        path.name: [line.strip() for line in path.read_text().split("\n") if line.strip()]
        for path in (shared / "seeds").iterdir()
    }
    assert [piece["reason"] for piece in first["dropped"]] == ["date line", "sign-up panel"]
    assert (first["body"], first["published"], first["headline"]) == (lines[first["id"]][1:], "2022-11-22", None)
    assert [piece["reason"] for piece in second["dropped"]] == ["caption", "caption", "photo credit"]
    assert second["headline"] == lines[second["id"]][0]
    assert second["body"] == lines[second["id"]][1:5] + lines[second["id"]][7:]
    for article in (first, second):
        pieces = [piece["text"] for piece in article["dropped"]]
        everything = " ".join([article["headline"] or "", *article["body"], *pieces]).split()
        assert sorted(everything) == sorted(" ".join(lines[article["id"]]).split())


def test_characters_that_deceive_a_terminal_are_written_as_escapes(tmp_path):
    given = json.dumps({"id": "a\u202e\u009b1m\u001b[31m", "text": "Ships wait in the bay."})

    result = CliRunner().invoke(read, ["-"], input=given)

    assert not set(result.stdout) & {"\u202e", "\u009b", "\u001b"}
    assert json.loads(result.stdout)["id"] == "a\u202e\u009b1m\u001b[31m"
