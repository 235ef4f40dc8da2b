"""`stoppress cluster`: the same answer twice, in any chunks, with a state or without."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stoppress.cli.cluster import Stream, cluster
from stoppress.cli.main import commands
from stoppress.domain.article import Article
from stoppress.domain.errors import InputError

CORPUS = Path(__file__).parent.parent / "quality" / "events_corpus.jsonl"
LINES = CORPUS.read_text("utf-8").splitlines(keepends=True)


def run(*arguments, given=None):
    result = CliRunner().invoke(cluster, [str(one) for one in arguments], input=given)
    if isinstance(result.exception, InputError):
        raise result.exception
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def event_by_article(rows):
    return {row["id"]: row["event"] for row in rows}


def test_an_event_is_called_by_its_first_article_in_order_of_publication():
    lines = [
        {"id": "late", "text": "Fire at the Harrow mill in Orvo, says Lena Brandt.", "published": "2031-03-05"},
        {"id": "undated", "text": "Fire at the Harrow mill in Orvo, said Lena Brandt."},
        {"id": "early", "text": "Harrow mill in Orvo on fire, Lena Brandt says.", "published": "2031-03-04T10:00:00Z"},
    ]

    assert run("-", given="\n".join(map(json.dumps, lines))) == (
        0,
        [{"id": "early", "event": "early"}, {"id": "late", "event": "early"}, {"id": "undated", "event": "early"}],
    )


def test_a_line_that_states_no_date_stays_where_it_stands_whatever_its_text_tells():
    lines = [
        {"id": "first", "text": "Word alone.", "published": "2031-03-04"},
        {"id": "second", "text": "Wednesday, July 28, 2004\n\nAnother word alone, and no more than that."},
        {"id": "third", "text": "July 29, 2004\n\nA third."},
    ]

    _, rows = run("-", given="\n".join(map(json.dumps, lines)))

    assert [row["id"] for row in rows] == ["first", "second", "third"]


def test_the_same_input_gives_the_same_output():
    assert run("--why", CORPUS) == run("--why", CORPUS)


@pytest.mark.parametrize("size", [1, 7, 13])
@pytest.mark.parametrize("settled", [False, True])
def test_chunks_with_a_state_give_what_one_call_gives(tmp_path, size, settled):
    mode = ["--settled"] if settled else []
    _, whole = run(*mode, CORPUS)
    rows = []
    for start in range(0, len(LINES), size):
        _, chunk = run(*mode, "--state", tmp_path / "state", "-", given="".join(LINES[start : start + size]))
        rows += chunk
    if settled:
        _, rows = run("--settled", "--state", tmp_path / "state")

    assert rows == whole


def test_repairs_come_at_the_same_places_whatever_the_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr("stoppress.cli.cluster._SETTLED_EVERY", 5)
    _, whole = run("--state", tmp_path / "whole", CORPUS)
    for start in range(0, len(LINES), 4):
        run("--settled", "--state", tmp_path / "parts", "-", given="".join(LINES[start : start + 4]))

    assert (tmp_path / "parts").read_bytes() == (tmp_path / "whole").read_bytes()
    assert len(whole) == len(LINES)


def test_repairs_come_with_every_so_many_articles(monkeypatch):
    monkeypatch.setattr("stoppress.cli.cluster._SETTLED_EVERY", 3)
    stream, repaired = Stream(), []
    monkeypatch.setattr(stream.window, "settle", lambda: repaired.append(len(stream.arrived)) or [])
    for number in range(7):
        stream.take(Article(str(number), "outlet", (f"Word{number} alone",)))

    assert repaired == [3, 6]


def test_a_repaired_event_is_called_by_the_first_article_it_has_now():
    stream = Stream(settled={"a": "y", "b": "x", "c": "y", "d": "x"})

    assert stream.settled_events() == {"a": "a", "b": "b", "c": "a", "d": "b"}


def test_a_chunk_given_again_gets_the_same_answer_and_changes_nothing(tmp_path):
    first = run("--state", tmp_path / "state", CORPUS)
    kept = (tmp_path / "state").read_bytes()

    assert run("--state", tmp_path / "state", CORPUS) == first
    assert (tmp_path / "state").read_bytes() == kept


def test_why_says_what_spoke_for_a_placement():
    _, rows = run("--why", CORPUS)

    assert rows[0] == {
        "id": "mill-fire-1",
        "event": "mill-fire-1",
        "placed": "open",
        "nearest": None,
        "probability": 0.0,
        "evidence": [],
    }
    assert [one["kind"] for one in rows[2]["evidence"]] == [
        "words", "names", "numbers", "whole text", "opening", "headline", "days told", "time", "articles",
    ]  # fmt: skip
    assert (rows[2]["placed"], rows[2]["nearest"]) == ("join", "mill-fire-1")


@pytest.mark.parametrize("damage", [lambda kept: kept[:-9], lambda kept: kept + b"x", lambda kept: kept[:300]])
def test_a_damaged_state_is_one_clear_line_and_stays_as_it_is(tmp_path, damage):
    run("--state", tmp_path / "state", CORPUS)
    damaged = damage((tmp_path / "state").read_bytes())
    (tmp_path / "state").write_bytes(damaged)

    with pytest.raises(InputError, match=r"state cannot be gone on from: it is damaged"):
        run("--state", tmp_path / "state", CORPUS)
    assert (tmp_path / "state").read_bytes() == damaged


def test_a_file_that_is_no_state_is_not_written_over(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")

    with pytest.raises(InputError, match=r"it is no cluster state"):
        run("--state", tmp_path / "notes.txt", CORPUS)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_an_unreadable_line_is_reported_and_the_rest_goes_on(tmp_path):
    status, rows = run("-", given=LINES[0] + "{oops\n" + LINES[2])

    assert (status, event_by_article(rows)) == (1, {"mill-fire-1": "mill-fire-1", "mill-fire-2": "mill-fire-1"})


def test_without_input_there_is_nothing_to_place():
    assert CliRunner().invoke(commands, ["cluster"]).exit_code == 2


def test_the_output_file_appears_whole(tmp_path):
    status, rows = run("-o", tmp_path / "out.jsonl", CORPUS)

    assert (status, rows, len((tmp_path / "out.jsonl").read_text("utf-8").splitlines())) == (0, [], len(LINES))
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_both_seeds_tell_of_one_event(shared):
    _, rows = run(shared / "seeds")

    assert len(rows) == 2
    assert len({row["event"] for row in rows}) == 1
