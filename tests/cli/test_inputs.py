import io
import json
import os
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stoppress.cli.inputs import Input, Problems, by_arrival, read_articles, read_inputs, to_article
from stoppress.domain.article import Article, Precision, Stated

NEWS = "The old bridge in Orvo was closed on Sunday after an inspector found a crack, the mayor said."


def write(path, *rows):
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def given(*paths):
    """Return what was read, and nothing else: the problems must be none."""
    problems = Problems()
    found = list(read_inputs(paths, problems))
    assert problems.count == 0
    return found


def wrong(capsys, *paths):
    """Return the ids read, and the problems told of."""
    problems = Problems()
    ids = [found.stated.id for found in read_inputs(paths, problems)]
    lines = capsys.readouterr().err.splitlines()
    assert (len(lines), bool(lines)) == (problems.count, problems.exit_status == 1)
    return ids, lines


def test_a_line_of_json_is_read_whole(tmp_path):
    row = {
        "id": "a1",
        "headline": " Bridge\ncloses ",
        "text": f"{NEWS}\r\n",
        "url": "https://courier.test/1",
        "outlet": "Courier",
        "owner": "Quay Press",
        "published": "2031-05-04T11:30:00+02:00",
        "language": "en-GB",
        "event": "of no interest",
        "score": 3,
    }
    path = write(tmp_path / "in.jsonl", row)
    assert given(path) == [
        Input(
            where=f"{path}:1",
            stated=Stated(
                id="a1",
                outlet="Courier",
                owner="Quay Press",
                url="https://courier.test/1",
                headline="Bridge closes",
                published=datetime(2031, 5, 4, 9, 30, tzinfo=UTC),
                precision=Precision.SECOND,
                language="en",
            ),
            text=f"{NEWS}\r\n",
        )
    ]


def test_all_but_text_or_html_may_be_absent_or_null(tmp_path):
    path = write(
        tmp_path / "in.jsonl", {"text": NEWS}, "", {"html": "<p>x</p>", "id": None, "outlet": "", "published": ""}
    )
    assert given(path) == [
        Input(f"{path}:1", Stated(id="in.jsonl:1"), text=NEWS),
        Input(f"{path}:3", Stated(id="in.jsonl:3"), html="<p>x</p>"),
    ]


def test_a_headline_without_text_is_an_article(tmp_path):
    path = write(tmp_path / "in.jsonl", {"id": "a1", "headline": "Bridge closes", "text": ""})
    assert [to_article(found) for found in given(path)] == [
        Article(id="a1", outlet="a1", body=(), headline="Bridge closes")
    ]


def test_a_day_is_known_as_a_day_and_a_time_without_zone_is_utc(tmp_path):
    path = write(
        tmp_path / "in.jsonl",
        {"text": NEWS, "published": "2031-05-04"},
        {"text": NEWS, "published": "2031-05-04T09:30:00"},
    )
    assert [(found.stated.published, found.stated.precision) for found in given(path)] == [
        (datetime(2031, 5, 4, tzinfo=UTC), Precision.DAY),
        (datetime(2031, 5, 4, 9, 30, tzinfo=UTC), Precision.SECOND),
    ]


def test_numbers_are_taken_for_ids(tmp_path):
    assert [found.stated.id for found in given(write(tmp_path / "in.jsonl", {"id": 7, "text": NEWS}))] == ["7"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{broken", "not JSON"),
        ("[1]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ("null", "not a JSON object"),
        ("[" * 200_000, "nested too deeply"),
        ('{"text": "x", "n": ' + "9" * 5000 + "}", "not JSON"),
        ('{"id": "x"}', "neither text nor html"),
        ('{"text": 3}', "text must be text, not int"),
        ('{"text": "x", "outlet": ["C"]}', "outlet must be text, not list"),
        ('{"text": "x", "id": true}', "id must be text, not bool"),
        ('{"text": "x", "published": "soon"}', "an unknown date: 'soon'"),
        ('{"text": "x", "published": "2031-02-30"}', "an unknown date: '2031-02-30'"),
        ('{"text": "x", "published": 1620000000}', "published must be text, not int"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_file_and_line_and_the_rest_goes_on(tmp_path, capsys, line, what):
    path = write(tmp_path / "in.jsonl", {"id": "one", "text": NEWS}, line, {"id": "three", "text": NEWS})
    ids, (told,) = wrong(capsys, path)
    assert ids == ["one", "three"]
    assert told.startswith(f"{path}:2: ")
    assert what in told


def test_a_line_in_another_charset_is_told(tmp_path, capsys):
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"text": "Caf\xe9"}\n{"id": "two", "text": "x"}\n')
    assert wrong(capsys, path) == (["two"], [f"{path}:1: not UTF-8"])


def test_a_json_value_over_several_lines_is_told_once(tmp_path, capsys):
    path = tmp_path / "in.json"
    path.write_text(json.dumps([{"text": NEWS}] * 50, indent=1))
    ids, told = wrong(capsys, path)
    assert ids == []
    assert told == [
        f"{path}:1: not JSON: Expecting value: line 2 column 1 (char 2)",
        f"{path}: one JSON value over several lines; each line must be an object by itself",
    ]


def test_what_is_too_large_is_told_and_the_rest_goes_on(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("stoppress.cli.inputs.LARGEST", 2**20)
    long, whole = tmp_path / "a.jsonl", tmp_path / "b.txt"
    write(long, {"id": "one", "text": "x"}, {"text": "x" * 3 * 2**20}, {"id": "three", "text": "x"})
    whole.write_bytes(b"x" * (2**20 + 1))
    assert wrong(capsys, long, whole) == (
        ["one", "three"],
        [f"{long}:2: longer than 1 MiB: no article", f"{whole}: larger than 1 MiB: no article"],
    )


def test_the_same_id_twice_is_told_and_the_later_left_out(tmp_path, capsys):
    first, second = (
        write(tmp_path / "a.jsonl", {"id": "x", "text": "one"}),
        write(tmp_path / "b.jsonl", {"id": "x", "text": "two"}),
    )
    assert wrong(capsys, first, second) == (
        ["x"],
        [f"{second}:1: the id 'x' stands twice; the later article is left out"],
    )


def test_half_characters_are_replaced_one_for_one(tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "a\\ud800b"}\n')
    assert [found.text for found in given(path)] == ["a\ufffdb"]


def test_files_are_read_by_their_ending(tmp_path):
    text, page = tmp_path / "b.txt", tmp_path / "c.HTML"
    text.write_bytes(b'\xef\xbb\xbf{"text": 1}\r\nx')
    page.write_bytes(b"<p>Caf\xe9</p>")
    assert given(text, page) == [
        Input(str(text), Stated(id="b.txt"), text='{"text": 1}\r\nx'),
        Input(str(page), Stated(id="c.HTML"), html=b"<p>Caf\xe9</p>"),
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b'\n  {"text": "x"}\n', "line"),
        (b"<!DOCTYPE html><html></html>", "page"),
        (b"\n<!-- x --><HTML lang=en>", "page"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html/>', "page"),
        (b"A text with <b>one tag</b>.", "text"),
        (b"<b>x</b>", "text"),
        (b"", "text"),
    ],
)
def test_without_a_telling_ending_the_content_tells(tmp_path, content, kind):
    path = tmp_path / "article"
    path.write_bytes(content)
    (found,) = given(path)
    assert kind == ("page" if found.html is not None else "line" if found.where.endswith(":2") else "text")


@pytest.mark.parametrize(
    ("content", "text"),
    [("Café".encode("utf-16"), "Café"), ("Café".encode("utf-8-sig"), "Café"), (b"a\rb\r\n", "a\rb\r\n")],
)
def test_text_is_decoded_and_otherwise_as_given(tmp_path, content, text):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    assert [found.text for found in given(path)] == [text]


@pytest.mark.parametrize("content", [b"Caf\xe9", b"\x00\x01\x02", b"\xff\xfeabc"])
def test_what_is_no_text_is_told(tmp_path, capsys, content):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    assert wrong(capsys, path) == ([], [f"{path}: not text in UTF-8"])


def test_folders_are_read_by_name_and_hidden_files_are_not(tmp_path):
    for name in ["b.txt", "a/2.txt", "a/10.txt", ".hidden.txt", ".git/x.txt", "a.txt"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(NEWS)
    assert [found.stated.id for found in given(tmp_path)] == ["10.txt", "2.txt", "a.txt", "b.txt"]


def test_a_missing_file_is_told_and_the_rest_goes_on(tmp_path, capsys):
    path = write(tmp_path / "in.jsonl", {"id": "x", "text": NEWS})
    assert wrong(capsys, tmp_path / "no.txt", path) == (
        ["x"],
        [f"{tmp_path / 'no.txt'}: cannot be read: No such file or directory"],
    )


def test_a_name_that_deceives_a_terminal_is_told_plainly(tmp_path, capsys):
    _, (told,) = wrong(capsys, tmp_path / "no\x1b[31m\nfile")
    assert "\x1b" not in told


def test_names_that_are_no_utf_8_are_read(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "w") as file:
        file.write(NEWS)
    assert [found.stated.id for found in given(tmp_path)] == ["caf\ufffd.txt"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"text": "x"}\n{"id": "b", "text": "y"}\n', [("stdin:1", "x"), ("b", "y")]),
        ("A text.\n\nMore.", [("stdin", "A text.\n\nMore.")]),
        ("<html><p>x</p></html>", [("stdin", None)]),
    ],
)
def test_standard_input_is_lines_a_page_or_a_text(monkeypatch, content, expected):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert [(found.stated.id, found.text) for found in given("-")] == expected


def test_an_article_of_no_named_outlet_is_an_outlet_of_its_own(tmp_path):
    (tmp_path / "a.txt").write_text(NEWS)
    (tmp_path / "b.html").write_text(f'<meta property="og:site_name" content="Courier"><p>{NEWS}</p>')
    write(tmp_path / "c.jsonl", {"text": NEWS}, {"id": "d", "text": NEWS})
    articles = list(read_articles([tmp_path], Problems()))
    assert [article.outlet for article in articles] == ["a.txt", "Courier", "c.jsonl:1", "d"]


def test_a_page_without_an_article_is_told_and_the_rest_goes_on(tmp_path, capsys):
    path = write(tmp_path / "in.jsonl", {"html": ""}, {"html": "<html></html>"}, {"id": "b", "text": NEWS})
    problems = Problems()
    assert [article.id for article in read_articles([path], problems)] == ["in.jsonl:1", "b"]
    assert capsys.readouterr().err == f"{path}:2: no article in the page\n"


def test_lines_are_read_one_at_a_time(tmp_path):
    path = tmp_path / "in.jsonl"
    line = json.dumps({"text": "x" * 100_000}) + "\n"
    with path.open("w") as file:
        for _ in range(300):
            file.write(line)
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_inputs([path], Problems())) == 300
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def article(name, published=None, precision=None):
    return Article(id=name, outlet=name, body=(), published=published, precision=precision)


def test_articles_arrive_in_order_of_publication():
    day = datetime(2031, 5, 4, tzinfo=UTC)
    noon, evening = replace_hour(day, 12), replace_hour(day, 18)
    late = article("late", evening, Precision.SECOND)
    by_day = article("by day", day, Precision.DAY)
    with_late = article("with late")
    also_by_day = article("also by day", day, Precision.DAY)
    with_day = article("with day")
    and_with_it = article("and with it")
    at_noon = article("at noon", noon, Precision.SECOND)
    first, second = article("first"), article("second")
    given_order = [first, second, late, with_late, by_day, at_noon, also_by_day, with_day, and_with_it]
    assert list(by_arrival(given_order)) == [
        (None, [first, second]),
        (day, [by_day, also_by_day, with_day, and_with_it]),
        (noon, [at_noon]),
        (evening, [late, with_late]),
    ]


def replace_hour(moment, hour):
    return moment.replace(hour=hour)


def test_order_is_the_same_whatever_zone_a_time_is_given_in():
    moment = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
    one = article("one", moment, Precision.SECOND)
    assert list(by_arrival([one, replace(one, id="two")])) == [(moment, [one, replace(one, id="two")])]


def test_the_seeds_arrive_together(shared):
    articles = list(read_articles([shared / "seeds"], Problems()))
    assert list(by_arrival(articles)) == [(datetime(2022, 11, 22, tzinfo=UTC), articles)]
