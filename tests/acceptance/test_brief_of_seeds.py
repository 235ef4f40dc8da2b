"""The dossier of the first real event, fact by fact; skipped where its two reports are not at hand."""

import json
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def dossier(shared):
    run = subprocess.run(
        [sys.executable, "-m", "stoppress.cli", "brief", str(shared / "seeds")],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def first(shared):
    return min(path.name for path in (shared / "seeds").iterdir())


@pytest.fixture(scope="module")
def second(shared):
    return max(path.name for path in (shared / "seeds").iterdir())


def articles(excerpts):
    return [excerpt["article"] for excerpt in excerpts]


def holding(excerpts, word):
    return [excerpt for excerpt in excerpts if word.casefold() in excerpt["words"].casefold()]


def figures(dossier, value, unit=""):
    return [
        (told["excerpt"]["article"], told["excerpt"]["words"], told["speaker"] and told["speaker"]["name"], count)
        for count in dossier["counts"]
        for told in count["told"]
        if told["figure"]["value"] == value and told["figure"]["unit"] == unit
    ]


def test_both_credit_vedomosti_with_the_first_report(dossier, first, second):
    [credit] = dossier["first_reported_by"]
    assert credit["name"] == "Vedomosti"
    assert articles(credit["excerpts"]) == [first, second]


def test_the_kremlins_spokesman_by_his_full_name_confirms_it(dossier, first, second):
    assert dossier["status"] == "confirmed"
    ground = dossier["grounds"][0]
    assert (ground["speaker"]["name"], ground["speaker"]["body"]) == ("Dmitry Peskov", "Kremlin")
    assert articles(ground["excerpts"]) == [first, second]


@pytest.mark.parametrize(("begins", "ends"), [("Indeed", "preparation."), ("The president often", "affairs")])
def test_each_quote_is_one_claim_that_both_carry(dossier, first, second, begins, ends):
    [claim] = [
        claim for claim in dossier["claims"] if claim["is_quote"] and begins in claim["excerpts"][0]["words"][:30]
    ]
    assert claim["speaker"]["name"] == "Dmitry Peskov"
    assert articles(claim["excerpts"]) == [first, second]
    assert all(excerpt["words"].rstrip('"”’.,').endswith(ends.rstrip(".")) for excerpt in claim["excerpts"])
    assert claim["owners"] == 2


def test_three_unnamed_sources_stand_behind_vedomosti(dossier, second):
    [behind] = dossier["behind"]
    assert (behind["words"], behind["outlet"]) == ("three unnamed Kremlin sources", "Vedomosti")
    assert articles(behind["excerpts"]) == [second]


def test_the_think_tank_speaks_in_the_second_only(dossier, second):
    by_the_tank = [
        claim
        for claim in dossier["only_in"]
        if "ISW" in json.dumps(claim["speaker"]) or "Institute for the Study of War" in json.dumps(claim["speaker"])
    ]
    assert [claim for claim in by_the_tank if holding(claim["excerpts"], "assessed")]
    assert {article for claim in by_the_tank for article in articles(claim["excerpts"])} == {second}
    assert figures(dossier, 1500)[0][0] == second


def test_the_reservists_are_counted_alike_in_both(dossier, first, second):
    told = figures(dossier, 300_000)
    assert [(article, count["agree"]) for article, _, _, count in told] == [(first, True), (second, True)]
    assert [words.split()[0] for _, words, _, _ in told] == ["more", "some"]
    assert told[0][3] is told[1][3]


def test_the_presidents_figures_stand_in_the_second_only(dossier, second):
    for value in (80_000, 50_000):
        [(article, _, speaker, _)] = figures(dossier, value)
        assert (article, speaker) == (second, "Vladimir Putin")


def test_mothers_day_is_one_day_in_both_its_year_taken_from_the_event(dossier, first, second):
    days = [
        dated
        for dated in dossier["times"]
        if dated["moment"]["begins"] == "2022-11-27" and dated["moment"]["ends"] == "2022-11-27"
    ]
    assert {(dated["excerpt"]["article"], dated["moment"]["year_assumed"]) for dated in days} == {
        (first, True),
        (second, True),
    }


def test_the_meetings_time_is_told_as_each_tells_it_and_left_open_as_said(dossier, first, second):
    told = {(dated["excerpt"]["article"], dated["excerpt"]["words"]): dated for dated in dossier["times"]}
    assert (told[first, "this weekend"]["moment"]["begins"], told[first, "this weekend"]["moment"]["ends"]) == (
        "2022-11-26",
        "2022-11-27",
    )
    week = told[second, "this week"]
    assert week["speaker"]["body"] == "Kremlin"
    [left] = [left for left in dossier["unsaid"] if "time" in left["subjects"]]
    assert left["subjects"] == ["time", "place"]
    assert (left["excerpt"]["article"], left["speaker"]["name"]) == (second, "Dmitry Peskov")


def test_the_title_is_told_by_both_and_its_prize_by_the_first(dossier, first, second):
    [told] = [
        group
        for group in dossier["shared"]
        if len(holding(group["excerpts"], "Mother Heroine")) == len(group["excerpts"])
    ]
    assert articles(told["excerpts"]) == [first, second]
    [(article, _, _, _)] = figures(dossier, 1_000_000, "RUB")
    assert article == first


def test_the_first_cites_new_izvestia_and_the_second_asked_the_foreign_ministry(dossier, first, second):
    [cited] = [credit for credit in dossier["credits"] if credit["name"] == "New Izvestia"]
    assert articles(cited["excerpts"]) == [first]
    [asked] = dossier["asked"]
    assert (asked["name"], asked["how"], articles(asked["excerpts"])) == (
        "Russia's foreign ministry",
        "asked",
        [second],
    )


def test_nothing_is_said_to_differ(dossier):
    assert dossier["differences"] == []
