import contextlib
import gzip
import json
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import structlog
from click.testing import CliRunner
from django.db import OperationalError

from stoppress.cli import extraction
from stoppress.cli.feeds import feeds
from stoppress.cli.import_ import import_
from stoppress.cli.inputs import Input
from stoppress.domain.article import Stated
from stoppress.domain.errors import SettingError
from stoppress.newsroom import imports
from stoppress.newsroom.models import Article, Feed, ImportProgress, Outlet
from stoppress.stages.warc import BEGINNING, Record
from tests import archives
from tests.archives import members, plain, response, whole

NEWS = "The old bridge in Orvo was closed on Sunday after an inspector found a crack, the mayor said."
KINDS = "WARC, JSON lines, HTML, plain text, OPML"
PATIENCE = 300.0


def page(number=1, *, head=""):
    return f"<!DOCTYPE html><html lang='en'><head>{head}</head><h1>Bridge {number}</h1><p>{NEWS}</p></html>".encode()


def address(number):
    return f"https://www.courier.test/{number}"


def record(number=1, content=None, *headers):
    content = page(number) if content is None else content
    return archives.record(response(content, "Content-Type: text/html", *headers), address=address(number))


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def run(*paths, workers=1):
    result = CliRunner().invoke(import_, [f"--workers={workers}", *map(str, paths)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def imported(*paths):
    """Import what must be in order; return the summary."""
    result = run(*paths)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.strip()


def keys():
    return list(Article.objects.order_by("pk").values_list("key", flat=True))


@pytest.mark.django_db
def test_a_page_of_an_archive_is_stored_as_a_backlog_under_its_address(tmp_path):
    head = (
        "<meta property='og:site_name' content='The Orvo Courier'>"
        "<meta property='article:published_time' content='2031-05-04T09:30:00Z'>"
    )
    path = write(tmp_path / "news.warc.gz", members(record(1, page(1, head=head)), record(2)))
    assert imported(path) == "2 articles stored"
    named, unnamed = Article.objects.order_by("pk")
    assert (named.key, named.url, named.outlet, named.headline, named.body, named.published_at) == (
        address(1),
        address(1),
        "The Orvo Courier",
        "Bridge 1",
        [NEWS],
        datetime(2031, 5, 4, 9, 30, tzinfo=UTC),
    )
    assert (unnamed.outlet, unnamed.published_at) == ("www.courier.test", None)
    assert [row.backlog for row in (named, unnamed)] == [True, True]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "layout"), [("a.warc", plain), ("a.warc.gz", members), ("a.warc.gz", whole)])
def test_archives_are_read_however_they_are_compressed(tmp_path, name, layout):
    assert imported(write(tmp_path / name, layout(record(1), record(2)))) == "2 articles stored"
    assert keys() == [address(1), address(2)]


@pytest.mark.django_db
def test_pages_are_read_as_they_were_sent(tmp_path):
    content = gzip.compress(page(1))
    sent = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (content[:50], content[50:])) + b"0\r\n\r\n"
    headers = ("Transfer-Encoding: chunked", "Content-Encoding: gzip")
    assert imported(write(tmp_path / "a.warc", record(1, sent, *headers))) == "1 article stored"
    assert Article.objects.get().body == [NEWS]


@pytest.mark.django_db
def test_a_folder_is_read_with_all_that_is_in_it(tmp_path):
    write(tmp_path / "2031" / "a.warc.gz", members(record(1)))
    write(tmp_path / "2031" / "may" / "b.warc", plain(record(2)))
    write(tmp_path / "c.jsonl", lines({"id": "line", "text": NEWS, "outlet": "Herald"}))
    write(tmp_path / "d.html", page(4))
    write(tmp_path / "e.txt", f"A headline\n\n{NEWS}".encode())
    write(tmp_path / "f.opml", b"<opml><body><outline text='C' xmlUrl='https://c.test/'/></body></opml>")
    write(tmp_path / ".hidden.txt", NEWS.encode())
    assert imported(tmp_path, tmp_path / "d.html") == "5 articles stored, 1 feed added"
    assert [(row.key.split(" sha256:")[0], row.outlet) for row in Article.objects.order_by("pk")] == [
        (address(1), "www.courier.test"),
        (address(2), "www.courier.test"),
        ("line", "Herald"),
        ("d.html", "d.html"),
        ("e.txt", "e.txt"),
    ]


@pytest.mark.django_db
def test_an_import_twice_is_an_import_once_and_reads_nothing_again(tmp_path):
    write(tmp_path / "a.warc", plain(record(1), record(2)))
    write(tmp_path / "b.jsonl", lines({"text": NEWS}))
    assert imported(tmp_path) == "3 articles stored"
    (tmp_path / "a.warc").chmod(0o600)
    assert imported(tmp_path) == "2 files imported before"
    assert Article.objects.count() == 3


@pytest.mark.django_db
def test_a_file_that_changed_is_read_anew_and_its_articles_stored_once(tmp_path):
    path = write(tmp_path / "a.warc", plain(record(1)))
    imported(path)
    write(path, plain(record(1), record(2)))
    assert imported(path) == "1 article stored, 1 article known already"
    os.utime(path, ns=(0, 0))
    assert imported(path) == "2 articles known already"


@pytest.mark.django_db
def test_the_same_page_in_two_archives_is_stored_once(tmp_path):
    write(tmp_path / "a.warc", plain(record(1)))
    write(tmp_path / "b.warc.gz", members(record(1, page(7)), record(2)))
    assert imported(tmp_path) == "2 articles stored, 1 article known already"
    assert [row.headline for row in Article.objects.order_by("pk")] == ["Bridge 1", "Bridge 2"]


@pytest.mark.django_db
def test_what_has_no_name_but_its_files_is_told_apart_by_its_words(tmp_path):
    for folder, news in (("a", NEWS), ("b", f"{NEWS} It may take a month."), ("c", NEWS)):
        write(tmp_path / folder / "news.txt", news.encode())
        write(tmp_path / folder / "news.jsonl", lines({"text": news}))
    assert imported(tmp_path) == "4 articles stored, 2 articles known already"


@pytest.mark.django_db
def test_a_line_without_id_goes_by_its_address(tmp_path):
    write(tmp_path / "a.warc", plain(record(1)))
    write(tmp_path / "b.jsonl", lines({"text": NEWS, "url": address(1)}, {"text": NEWS, "url": address(2)}))
    imported(tmp_path)
    assert keys() == [address(1), address(2)]


@pytest.mark.django_db
def test_an_id_that_is_another_articles_is_told_and_left_out(tmp_path):
    write(tmp_path / "a.jsonl", lines({"id": 1, "text": NEWS, "outlet": "Courier"}))
    other = write(tmp_path / "b.jsonl", lines({"id": 1, "text": NEWS, "outlet": "Herald"}, {"id": 2, "text": NEWS}))
    result = run(tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (
        1,
        "2 articles stored, 1 problem told of\n",
        f"{other}:1: its id is that of another article in the store; this one is left out\n",
    )
    assert [row.outlet for row in Article.objects.order_by("pk")] == ["Courier", "2"]


@pytest.mark.django_db
def test_what_is_damaged_is_told_with_file_and_record_and_the_rest_goes_on(tmp_path):
    archive = write(
        tmp_path / "a.warc",
        plain(
            record(1),
            record(2).replace(b"Content-Length", b"Length"),
            record(3, b"<html></html>"),
            record(4, b"nonsense", "Content-Encoding: gzip"),
            record(5, b"<h1>Video</h1><video></video>"),
            record(6),
        ),
    )
    rows = write(tmp_path / "b.jsonl", b"{broken\n" + lines({"html": "<html></html>"}, {"id": "b", "text": NEWS}))
    text = write(tmp_path / "c.txt", b"Caf\xe9")
    result = run(tmp_path)
    assert (result.exit_code, result.stdout) == (1, "3 articles stored, 7 problems told of\n")
    assert sorted(result.stderr.splitlines()) == [
        f"{archive}:2: it does not state its length",
        f"{archive}:3: no article in the page",
        f"{archive}:4: its compressed content is damaged",
        f"{archive}:5: no article text in it",
        f"{rows}:1: not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        f"{rows}:2: no article in the page",
        f"{text}: not text in UTF-8",
    ]
    assert keys() == [address(1), address(6), "b"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n\0"),
        ("a.csv", b"id,text\n1,x\n"),
        ("a.xml", b"<?xml version='1.0'?><rss version='2.0'/>"),
        ("feed", b"<?xml version='1.0'?><rss version='2.0'/>"),
        ("a.gz", gzip.compress(b"{}")),
        ("a.bin", b"\0"),
    ],
)
def test_a_file_that_is_none_of_the_kinds_says_so(tmp_path, name, content):
    path = write(tmp_path / name, content)
    result = run(path)
    assert (result.exit_code, result.stderr) == (1, f"{path}: none of what can be imported: {KINDS}\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("archive", record(1)),
        ("archive", members(record(1))),
        ("a.dat", lines({"text": NEWS})),
        ("a.php", page(1)),
        ("article", NEWS.encode()),
    ],
)
def test_without_a_telling_ending_the_content_tells(tmp_path, name, content):
    assert imported(write(tmp_path / name, content)) == "1 article stored"


@pytest.mark.django_db
def test_what_is_no_file_is_told_and_the_rest_goes_on(tmp_path):
    path = write(tmp_path / "a.txt", NEWS.encode())
    os.mkfifo(tmp_path / "pipe")
    result = run(tmp_path / "no.warc", tmp_path / "pipe", path)
    no_file = "no file, and no folder of files"
    assert result.stderr.splitlines() == [
        f"{tmp_path}/no.warc: cannot be read: No such file or directory",
        f"{tmp_path}/pipe: {no_file}",
    ]
    assert (result.exit_code, result.stdout) == (1, "1 article stored, 2 problems told of\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "n_stored"),
    [
        (plain(record(1), record(2)), 2),
        (members(record(1), record(2)), 2),
        (lines({"id": "a", "text": NEWS}, {"id": "b", "text": NEWS}), 2),
        (page(), 1),
        (NEWS.encode(), 1),
    ],
    ids=["archive", "compressed archive", "lines", "page", "text"],
)
def test_standard_input_is_imported_as_a_file_is_and_once(content, n_stored):
    results = [CliRunner().invoke(import_, ["--workers=1", "-"], input=content) for _ in range(2)]
    noun = "articles" if n_stored > 1 else "article"
    assert [result.stdout for result in results] == [f"{n_stored} {noun} stored\n", "1 file imported before\n"]
    assert Article.objects.count() == n_stored


@pytest.mark.django_db
def test_what_is_wrong_in_standard_input_is_told_by_its_line():
    result = CliRunner().invoke(import_, ["-"], input=b'{"id": "a"}\n{"id": "b", "text": "x"}\n')
    assert (result.exit_code, result.stderr) == (1, "stdin:1: neither text nor html\n")


@pytest.mark.django_db
def test_feeds_go_out_as_opml_and_in_again(tmp_path):
    lists = write(
        tmp_path / "a.opml",
        b"<opml xmlns:s='urn:stoppress:opml'><body><outline text='News'><outline text='World'>"
        b"<outline title='Courier' xmlUrl='https://courier.test/rss' s:owner='Quay &amp; Co' language='en'/>"
        b"</outline></outline><outline xmlUrl='https://herald.test/rss'/></body></opml>",
    )
    assert imported(lists) == "2 feeds added"
    assert imported(lists) == "2 feeds watched already"

    def stored():
        rows = Feed.objects.order_by("address").values_list(
            "address", "outlet__name", "outlet__owner", "outlet__language"
        )
        return list(rows)

    before = stored()
    assert before == [
        ("https://courier.test/rss", "Courier", "Quay & Co", "en"),
        ("https://herald.test/rss", "herald.test", "", ""),
    ]
    written = tmp_path / "b.opml"
    assert CliRunner().invoke(feeds, ["export", "-o", str(written)]).exit_code == 0
    assert CliRunner().invoke(feeds, ["export"]).stdout_bytes == written.read_bytes()
    Outlet.objects.all().delete()
    assert imported(written) == "2 feeds added"
    assert stored() == before


@pytest.mark.django_db
def test_a_feed_no_longer_watched_is_not_written(tmp_path):
    imported(write(tmp_path / "a.opml", b"<opml><body><outline text='C' xmlUrl='https://c.test/'/></body></opml>"))
    CliRunner().invoke(feeds, ["remove", "https://c.test/"])
    assert b"c.test" not in CliRunner().invoke(feeds, ["export"]).stdout_bytes


@pytest.mark.django_db
def test_what_is_wrong_in_a_list_of_feeds_is_told_and_the_rest_goes_on(tmp_path):
    path = write(
        tmp_path / "a.opml",
        b"<opml><body><outline xmlUrl='nonsense'/><outline xmlUrl='https://c.test/'/></body></opml>",
    )
    broken = write(tmp_path / "b.opml", b"<opml>")
    result = run(tmp_path)
    assert (result.exit_code, result.stdout) == (1, "1 feed added, 2 problems told of\n")
    first, second = result.stderr.splitlines()
    assert first.startswith(f"{path}: nonsense: ")
    assert second.startswith(f"{broken}: not XML that can be read: ")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.warc", plain(*map(record, range(10)))),
        ("a.warc.gz", members(*map(record, range(10)))),
        ("a.warc.gz", whole(*map(record, range(10)))),
        ("a.jsonl", lines(*({"id": address(number), "text": NEWS} for number in range(10)))),
    ],
)
def test_an_import_that_was_stopped_goes_on_where_it_was(tmp_path, monkeypatch, name, content):
    path = write(tmp_path / name, content)
    monkeypatch.setattr("stoppress.cli.import_._BATCH", 4)
    taken = []

    def take_or_stop(steps, *, now, take=imports.take_steps):
        if len(taken) == 1:
            taken.append(steps)
            raise OperationalError("disk full")
        taken.append(steps)
        return take(steps, now=now)

    monkeypatch.setattr(imports, "take_steps", take_or_stop)
    with pytest.raises(SettingError, match="disk full; call again to go on"):
        run(path)
    assert keys() == [address(number) for number in range(4)]
    assert imported(path) == "6 articles stored"
    assert keys() == [address(number) for number in range(10)]
    assert imported(path) == "1 file imported before"


@pytest.mark.django_db
def test_lines_are_counted_from_the_first_of_the_file_wherever_reading_begins(tmp_path, monkeypatch):
    path = write(tmp_path / "a.jsonl", lines({"id": "a", "text": NEWS}) + b"\n" + lines({"text": NEWS}) + b"{broken\n")
    state = path.stat()
    file = imports.ImportFile(str(path), state.st_size, state.st_mtime_ns)
    reached = BEGINNING._replace(offset=len(lines({"id": "a", "text": NEWS})), record=1)
    imports.take_steps([imports.Step(file, str(path), reached)], now=datetime(2031, 5, 4, tzinfo=UTC))
    result = run(path)
    assert result.stderr.startswith(f"{path}:4: not JSON")
    assert Article.objects.get().key.startswith("a.jsonl:3 sha256:")


@pytest.mark.django_db
def test_progress_counts_the_articles_of_a_file(tmp_path):
    path = write(tmp_path / "a.warc", plain(record(1), record(1), record(2)))
    imported(path)
    row = ImportProgress.objects.get()
    assert (row.name, row.position, row.size, row.articles, bool(row.done_at)) == (
        str(path.resolve()),
        path.stat().st_size,
        path.stat().st_size,
        2,
        True,
    )


@dataclass(frozen=True)
class Given:
    given: object


def asked(*given, workers=2):
    with extraction.Extraction(workers) as reader:
        return [
            answer.headline if hasattr(answer, "headline") else answer
            for _, answer in reader.in_order(map(Given, given))
        ]


def text(headline):
    return Input(headline, Stated(id=headline, headline=headline), text=NEWS)


class Deadly(Record):
    """A record that ends the process which receives it."""

    def __reduce__(self):
        return os._exit, (1,)


def test_answers_come_in_order_from_several_processes():
    names = [str(number) for number in range(50)]
    expected = [*names[:25], "damaged", None, *names[25:]]
    assert asked(*map(text, names[:25]), "damaged", None, *map(text, names[25:])) == expected


def test_a_process_that_dies_of_a_page_costs_that_page_only():
    deadly = Deadly(1, address(1), b"", is_cut=False, reached=BEGINNING)
    assert asked(text("a"), deadly, text("b"), deadly, text("c")) == [
        "a",
        "the process that read it died of it",
        "b",
        "the process that read it died of it",
        "c",
    ]


def test_only_so_much_is_read_ahead(monkeypatch):
    monkeypatch.setattr(extraction, "_AHEAD", 5)
    monkeypatch.setattr(extraction, "_AHEAD_BYTES", 100)
    taken = []

    def given(size):
        for number in range(100):
            taken.append(number)
            yield Given(Input("x", Stated(id="x"), text="x" * size))

    with extraction.Extraction(1) as reader:
        next(reader.in_order(given(1)))
        assert len(taken) == 6
        taken.clear()
        next(reader.in_order(given(50)))
        assert len(taken) == 3


class Call:
    """The command in a process of its own, with a store of its own."""

    def __init__(self, folder):
        self.store = folder / "store.db"
        ours = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        self._environment = ours | {
            "STOPPRESS_DATABASE_URL": f"sqlite:///{self.store}",
            "STOPPRESS_KEYS_DIR": str(folder / "keys"),
        }

    def start(self, path):
        command = [sys.executable, "-m", "stoppress.cli", "import", str(path)]
        # A build that runs in the background is deaf to Ctrl-C, and so would be what it starts.
        before = signal.signal(signal.SIGINT, signal.SIG_DFL)
        try:
            return subprocess.Popen(
                command,
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        finally:
            signal.signal(signal.SIGINT, before)

    def ask(self, question):
        with contextlib.closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=30)) as store:
            return store.execute(question).fetchall()

    def wait_for(self, count, process):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert process.poll() is None, process.communicate()
            with contextlib.suppress(sqlite3.OperationalError):  # not made yet
                if self.ask("SELECT count(*) FROM newsroom_article")[0][0] >= count:
                    return
            time.sleep(0.05)
        raise TimeoutError(f"not {count} articles in {PATIENCE} seconds")


@pytest.fixture(autouse=True)
def logging_as_before():
    """The command sends the log elsewhere, for its whole process; here that is the tests' own."""
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.configure(**configured)
    root.handlers, root.level = handlers, level


@pytest.fixture
def call(tmp_path):
    return Call(tmp_path)


@pytest.mark.slow
def test_an_import_killed_twice_stores_each_of_ten_thousand_articles_once_and_reads_none_again(call, tmp_path):
    with (tmp_path / "news.warc.gz").open("wb") as file:
        for number in range(10_000):
            file.write(gzip.compress(record(number), 1))
    left = 10_000
    for count in (2_000, 6_000):
        process = call.start(tmp_path / "news.warc.gz")
        call.wait_for(count, process)
        process.send_signal(signal.SIGKILL)
        told, wrong = process.communicate(timeout=PATIENCE)  # ends when the processes that read have ended, too
        assert (told, "Traceback" in wrong) == ("", False)
        ((stored,),) = call.ask("SELECT count(*) FROM newsroom_article")
        assert call.ask("SELECT articles, records, done_at FROM newsroom_importprogress") == [(stored, stored, None)]
        assert count <= stored < 10_000
        left = 10_000 - stored
    assert call.start(tmp_path / "news.warc.gz").communicate(timeout=PATIENCE) == (f"{left:,} articles stored\n", "")
    stored = [key for (key,) in call.ask("SELECT key FROM newsroom_article ORDER BY id")]
    assert stored == [address(number) for number in range(10_000)]


@pytest.mark.slow
def test_an_import_that_is_interrupted_ends_without_a_trace_and_goes_on(call, tmp_path):
    path = write(tmp_path / "news.warc", plain(*map(record, range(800))))
    process = call.start(path)
    call.wait_for(100, process)
    os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C in a terminal: to all its processes
    told, wrong = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told, wrong.strip()) == (1, "", "Aborted!")
    ((stored,),) = call.ask("SELECT count(*) FROM newsroom_article")
    again = call.start(path).communicate(timeout=PATIENCE)
    assert again == (f"{800 - stored:,} articles stored\n", "")
