"""One report printed by several is one report."""

import random
from itertools import combinations

import pytest

from stoppress.domain.article import Article
from stoppress.stages.syndication import (
    agency,
    independent_owners,
    independent_reports,
    owners_and_texts,
    same_text,
)

WIRE = (
    "A fire tore through the old mill on Quay Street before dawn and two firefighters were taken to hospital.",
    "The roof fell in shortly after four, fire chief Lena Brandt said, and sixty people left their houses.",
    "“We could hear it go,” said Brandt. She could not say how the fire began or when her crews would leave.",
)
OWN = (
    "The mill that burned on Tuesday had stood empty for thirty years, and children had played in it for as long.",
    "“We could hear it go,” said Brandt, the fire chief, whose crews came from four towns to pour the river on it.",
    "Our reporter counted eleven engines on the bridge and a queue of neighbours with blankets and a parrot.",
)


def article(outlet, body, **more):
    return Article(id=outlet, outlet=outlet, body=tuple(body), **more)


def test_the_same_words_are_the_same_text():
    assert same_text(article("a", WIRE), article("b", WIRE))


def test_a_cut_and_lightly_edited_text_is_the_same_text():
    edited = (WIRE[0].replace("taken to hospital", "hurt"), WIRE[1])

    assert same_text(article("a", WIRE), article("b", edited))


def test_own_words_round_a_shared_quote_are_another_text():
    assert not same_text(article("a", WIRE), article("b", OWN))


def test_headlines_alone_are_the_same_text_only_word_for_word():
    a = article("a", (), headline="Roof of Orvo mill falls in as fire burns on")
    b = article("b", (), headline="Roof of Orvo mill falls in as fire burns on")
    c = article("c", (), headline="Roof of Orvo mill falls in after fire")

    assert (same_text(a, b), same_text(a, c)) == (True, False)


def test_nothing_is_the_same_text_as_nothing():
    assert not same_text(article("a", ()), article("b", ()))


def test_one_owner_is_one_report():
    first, second = article("Courier", WIRE, owner="Quay Press"), article("Echo", OWN, owner="quay press")

    assert independent_reports([first, second]) == ((first, second),)
    assert independent_owners([first, second]) == ("Quay Press",)


def test_copy_of_one_agency_is_one_report_whatever_its_words():
    first = article("Courier", WIRE, byline="By Reuters")
    second = article("Echo", ("ORVO, Feb 3 (Reuters) - " + OWN[0], *OWN[1:]))
    third = article("Post", ("A neighbour told Reuters that the parrot was safe and well and back at home.",))

    assert independent_reports([first, second, third]) == ((first, second), (third,))


def test_a_reprint_joins_two_reports_into_one():
    first, second = article("Courier", WIRE), article("Echo", OWN)
    both = article("Post", (*WIRE, *OWN))

    assert independent_reports([first, second, both]) == ((first, second, both),)


def test_reports_stand_in_the_order_of_their_first_articles():
    first, second, third = article("Courier", OWN), article("Echo", WIRE), article("Courier 2", OWN)

    assert independent_reports([first, second, third]) == ((first, third), (second,))
    assert independent_owners([first, second, third]) == ("Courier", "Echo")


def test_an_agency_is_named_by_byline_dateline_or_first_words_only():
    stated = [
        article("a", WIRE, byline="From the Associated Press"),
        article("b", WIRE, dateline="ORVO (AFP)"),
        article("c", ("TARN (dpa) - " + WIRE[0],)),
        article("d", (WIRE[0] + " (Reuters) -",)),
        article("e", WIRE, byline="Reuters Smith"),
    ]

    assert [agency(one) for one in stated] == ["AP", "AFP", "dpa", None, None]


BRIEF = "Two firefighters were hurt when the old mill on Quay Street burned."
FULL = (BRIEF, *WIRE)


def test_a_brief_of_a_report_is_the_same_text_whatever_the_headlines():
    whole = article("a", FULL, headline="Mill burns down")
    headlined, edited = article("b", (BRIEF,), headline="Mill burns down"), BRIEF.replace("hurt", "injured")
    other = article("d", ("Two people were hurt when a bus left the road near Tarn.",), headline="Mill burns down")

    assert same_text(whole, headlined)
    assert same_text(headlined, article("c", (edited,), headline="Fire takes mill"))
    assert not same_text(whole, other)
    assert independent_reports([whole, headlined]) == ((whole, headlined),)


def test_a_run_of_five_words_in_a_brief_is_no_copy():
    brief = article("b", ("Blaze at the old mill on Quay Street, police say.",))

    assert not same_text(article("a", FULL), brief)


def test_a_headline_alone_is_the_text_of_a_report_under_the_same_headline():
    whole = article("a", FULL, headline="Roof of Orvo mill falls in as fire burns on")
    alone = article("b", ("More soon.",), headline="Roof of Orvo mill falls in as fire burns on")

    assert same_text(whole, alone)
    assert independent_owners([whole, alone]) == ("a",)


def test_a_sentence_that_two_reports_quote_makes_them_no_one_text():
    quote = "We could hear it go, said fire chief Lena Brandt on Tuesday."
    brief, one, other = article("a", (quote,)), article("b", (*WIRE, quote)), article("c", (*OWN[:1], quote, OWN[2]))
    second = article("d", (quote,), headline="Heard")

    assert independent_reports([brief, one, other, second]) == ((brief, one, second), (other,))


def test_an_owners_own_report_counts_beside_the_copy_it_shares_with_another():
    own, copy = article("Courier", OWN), Article(id="2", outlet="Courier", body=WIRE, byline="By AP")
    reprint = article("Echo", WIRE, byline="Jane Doe, AP")

    for order in ([own, copy, reprint], [copy, own, reprint], [reprint, copy, own], [copy, reprint, own]):
        assert sorted(independent_owners(order)) == ["Courier", "Echo"]
    assert independent_reports([own, copy, reprint]) == ((own, copy), (reprint,))


def test_room_is_made_along_a_chain_of_owners():
    long = [" ".join(f"{name}{at}" for at in range(20)) for name in ("one", "two", "three")]
    printed = [("A", 0), ("A", 1), ("B", 1), ("B", 2), ("C", 0), ("D", 0)]  # for C, A turns to 1 and B to 2
    articles = [Article(f"{owner}{text}", owner, (long[text],)) for owner, text in printed]

    assert independent_owners(articles) == ("A", "B", "C")
    assert [[one.id for one in group] for group in independent_reports(articles)] == [
        ["A0", "A1"],
        ["B1", "B2"],
        ["C0", "D0"],
    ]


def test_a_report_that_counts_for_nobody_stands_with_its_text():
    first, second, third = article("a", WIRE), article("b", OWN), article("c", WIRE)

    assert independent_reports([first, second, third]) == ((first, third), (second,))


@pytest.mark.parametrize(
    ("byline", "named"),
    [
        ("Reuters Staff", "Reuters"),
        ("By JANE DOE, Associated Press", "AP"),
        ("JANE DOE Associated Press", "AP"),
        ("Jane Doe and Tom Reed, The Associated Press", "AP"),
        ("By Jane Doe, Associated Press Writer", "AP"),
        ("AFP News Agency", "AFP"),
        ("AP News", "AP"),
        ("Jane Doe AP", "AP"),
        ("Jane Doe | dpa", "dpa"),
        ("Jane Doe (Reuters)", "Reuters"),
        ("Reuters, AFP", "Reuters"),
        ("Jane Doe, Bloomberg News", "Bloomberg"),
        ("Michael R. Bloomberg", None),
        ("Maria de Lusa", None),
        ("Jane Reuters", None),
        ("Jane Doe, Harrisburg, Pa.", None),
        ("Kim Lu Ap", None),
        ("Apart Staff", None),
        ("Jane Doe", None),
        ("News Agency", None),
        ("Staff", None),
    ],
)
def test_an_agency_is_named_in_a_longer_byline(byline, named):
    assert agency(article("a", WIRE, byline=byline)) == named


def test_many_reports_are_grouped_as_every_pair_would_be():
    rng = random.Random(7)
    lines = [" ".join(f"w{rng.randrange(90)}" for _ in range(rng.choice((5, 8, 12, 30)))) for _ in range(40)]
    articles = [article(str(number), rng.sample(lines, rng.randint(1, 2))) for number in range(60)]
    long = [one for one in articles if len(one.text.split()) >= 13]
    numbers = dict(zip((one.id for one in long), (text for _, text in owners_and_texts(long)), strict=True))
    leads = {one.id: number for number, one in enumerate(long)}
    for one, other in combinations(long, 2):
        if same_text(one, other):
            low, high = sorted((leads[one.id], leads[other.id]))
            leads = {name: low if lead == high else lead for name, lead in leads.items()}

    assert numbers == leads
    assert 1 < len(set(leads.values())) < len(long)
