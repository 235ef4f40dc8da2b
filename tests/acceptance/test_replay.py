"""`stoppress replay`, as anyone calls it."""

import email
import email.policy
import json
import re

import pytest

from tests.newsroom.stories import budget, confirmed_ferry, ferry

SIX = 6


def line(article, **changes) -> str:
    stated = {
        "id": article.id,
        "headline": article.headline,
        "text": article.text,
        "outlet": article.outlet,
        "url": article.url,
        "published": article.published.isoformat() if article.published else None,
    }
    return json.dumps(stated | changes)


def replay(installation, lines: list[str], *options: str):
    (installation.folder / "articles.jsonl").write_text("\n".join(lines), "utf-8")
    run = installation.command("replay", "articles.jsonl", *options)
    assert "Traceback" not in run.stderr
    return run, [json.loads(row) for row in run.stdout.splitlines()]


def test_two_outlets_on_one_event_give_one_alert_at_the_second_report(installation, now):
    later = now.replace(minute=50)
    lines = [line(ferry("f2", "Gazette", later)), line(ferry("f1", "Courier", now)), line(budget("b1", "Courier", now))]
    run, alerts = replay(installation, lines)
    assert (run.returncode, alerts) == (
        0,
        [
            {
                "kind": "alert",
                "event": "f1",
                "issued_at": "2031-05-04T09:50:00Z",
                "subject": "Ferry Morning Star runs aground off Tessaly Point",
                "status": "2 independent outlets",
                "articles": ["f1", "f2"],
            }
        ],
    )


def test_articles_dated_by_day_arrive_together_and_undated_ones_with_the_one_before(installation):
    lines = [
        line(ferry("f1", "Courier", None), published="2031-05-04"),
        line(ferry("f2", "Gazette", None)),
        line(ferry("f3", "Herald", None), published="2031-05-04"),
    ]
    _, alerts = replay(installation, lines)
    assert [(alert["issued_at"], alert["articles"]) for alert in alerts] == [
        ("2031-05-04T00:00:00Z", ["f1", "f2", "f3"])
    ]


def test_where_nothing_is_dated_the_time_of_issue_is_null(installation):
    _, alerts = replay(installation, [line(ferry("f1", "Courier", None)), line(ferry("f2", "Gazette", None))])
    assert [alert["issued_at"] for alert in alerts] == [None]


def test_why_says_for_every_event_what_became_of_it(installation, now):
    run, _ = replay(
        installation, [line(confirmed_ferry("f1", "Courier", now)), line(budget("b1", "Post", now))], "--why"
    )
    assert run.stderr.splitlines() == [
        "f1 (1 articles): publish: fresh, confirmed by a source with standing",
        "b1 (1 articles): hold: told by one owner only, not confirmed by a source with standing",
    ]


def test_a_broken_line_is_named_with_its_number_and_the_rest_goes_on(installation, now):
    lines = [
        line(ferry("f1", "Courier", now)),
        "{no json",
        line(ferry("f2", "Gazette", now), published="soonish"),
        "[]",
    ]
    run, _ = replay(installation, lines)
    assert run.returncode == 1
    assert [re.match(r"articles\.jsonl:(\d)", said)[1] for said in run.stderr.splitlines()] == ["2", "3", "4"]


def test_a_mail_dir_that_cannot_be_made_is_said_in_one_line(installation, now):
    run, _ = replay(installation, [line(ferry("f1", "Courier", now))], "--mail-dir", "/proc/none")
    assert run.returncode == 1
    assert run.stderr.startswith("stoppress: --mail-dir /proc/none")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[start : start + SIX]) for start in range(len(found) - SIX + 1)}


@pytest.fixture
def seeds(shared) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted((shared / "seeds").glob("*.txt"))}


@pytest.fixture
def seed_alert(installation, shared):
    run = installation.command("replay", str(shared / "seeds"), "--mail-dir", "out")
    assert (run.returncode, run.stderr) == (0, "")
    (alert,) = [json.loads(row) for row in run.stdout.splitlines()]
    (path,) = (installation.folder / "out").glob("*.eml")
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    bodies = {part.get_content_subtype(): part.get_content() for part in message.iter_parts()}
    return alert, message, bodies


@pytest.mark.shared
def test_the_first_two_reports_give_one_alert_that_rests_on_both(seed_alert, seeds):
    alert, _, _ = seed_alert
    assert (alert["kind"], alert["articles"]) == ("alert", list(seeds))
    assert "Confirmed by the Kremlin" in alert["status"]
    assert "first reported by Vedomosti" in alert["status"]
    assert "2 independent outlets" in alert["status"]


@pytest.mark.shared
def test_no_run_of_six_words_of_panel_caption_or_credit_is_in_the_mail(seed_alert, seeds):
    _, message, bodies = seed_alert
    first, second = seeds.values()
    panel = first.split("\n\n")[0]
    caption = next(block for block in second.split("\n\n") if "Getty" in block)
    mail = " ".join([message["Subject"], *bodies.values()])
    assert (runs(panel) | runs(caption)) & runs(mail) == set()


@pytest.mark.shared
def test_each_quoted_line_of_the_mail_stands_word_for_word_in_a_seed(seed_alert, seeds):
    _, message, bodies = seed_alert
    folded = [" ".join(text.split()) for text in seeds.values()]
    quoted = [" ".join(found.split()) for found in re.findall(r"[“\"]([^”\"]+)[”\"]", bodies["plain"])]
    assert message["Subject"] in folded[1]
    assert len(quoted) >= 2
    assert [line for line in quoted if not any(line.strip(" …") in seed for seed in folded)] == []


@pytest.mark.shared
def test_both_reports_are_listed_in_text_and_html(seed_alert, seeds):
    _, _, bodies = seed_alert
    for body in bodies.values():
        assert all(name in body for name in seeds)
