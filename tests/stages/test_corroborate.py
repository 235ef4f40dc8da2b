"""What an event's reports come to together: first reports, confirmations, cited sources and claims."""

import random

import pytest

from stoppress.domain.article import Article, Stated
from stoppress.domain.claim import Speaker
from stoppress.stages.attribute import attribute
from stoppress.stages.corroborate import corroborate
from stoppress.stages.corroborate.sameness import Groups, Wording, say_the_same
from stoppress.stages.extract import extract_text

BODY = "Queen Lira will visit the flooded valley of Orvo on Sunday."
COURIER = Article(
    id="courier",
    outlet="The Orvo Courier",
    headline="Queen to visit flooded valley",
    lede=BODY,
    language="en",
    body=(
        BODY,
        "Palace spokesman Tomas Reed confirmed an earlier report by the Norlian newspaper Ledger that she would come.",
        "Ledger, citing two unnamed palace sources, said that the visit would last a day.",
        "“Yes, the visit is planned, we can confirm that,” Reed told reporters. “It will be a short visit.”",
        "“The queen often goes where people need her, and she goes without cameras,” Reed added.",
        "Reed said that the roads would be closed.",
        "The dam broke a week ago.",
    ),
)
HERALD = Article(
    id="herald",
    outlet="Quay Herald",
    lede="Lira is to travel to the valley where the dam broke.",
    language="en",
    body=(
        "Lira is to travel to the valley where the dam broke.",
        "The Palace confirmed the visit that was first reported by the Ledger newspaper.",
        '"Yes, the visit is planned, we can confirm that," Reed told reporters. "It will be a short visit."',
        '"The queen often goes where people need her, and she goes without cameras."',
        "Three hundred families have slept in the school since their houses filled with mud and gravel.",
        "Engineers had warned for years of cracks in its western wall, and little was done to mend them.",
        "A bridge built by soldiers has linked both banks again, so that bread, water and blankets come through.",
    ),
)
REED = Speaker("Tomas Reed", "Palace spokesman", "Palace")


def together(*articles):
    return corroborate(articles, {article.id: attribute(article.text, article.language) for article in articles})


def report(*body, outlet="gazette", headline="Fire at the Orvo tannery kills two"):
    return Article(id=outlet, outlet=outlet, headline=headline, lede=body[0], language="en", body=body)


def carriers(found):
    return [(carrier.article, carrier.excerpt) for carrier in found.carriers]


def test_one_outlet_credited_in_two_ways_is_one_first_report():
    (first,) = together(COURIER, HERALD).first_reported_by

    assert (first.name, carriers(first)) == (
        "Ledger",
        [("courier", "that she would come"), ("herald", "the visit")],
    )


def test_a_body_and_who_speaks_for_it_are_one_confirmation_by_the_fuller_speaker():
    (confirmation,) = together(HERALD, COURIER).confirmations

    assert (confirmation.speaker, confirmation.denies) == (REED, False)
    assert [(carrier.article, carrier.sentence) for carrier in confirmation.carriers] == [
        ("herald", HERALD.body[1]),
        ("courier", COURIER.body[1]),
    ]


def test_what_an_outlet_cites_is_kept_with_the_outlet():
    (cited,) = together(COURIER, HERALD).cited_sources

    assert (cited.text, cited.cited_by, carriers(cited)) == (
        "two unnamed palace sources",
        "Ledger",
        [("courier", "that the visit would last a day")],
    )


def test_the_same_quotation_is_one_claim_however_set_and_without_its_own_cue():
    first, second = together(COURIER, HERALD).claims[:2]

    assert (first.speaker, first.owners, carriers(first)) == (
        REED,
        ("The Orvo Courier", "Quay Herald"),
        [("courier", COURIER.body[3]), ("herald", HERALD.body[2])],
    )
    assert (second.speaker, second.owners, carriers(second)) == (
        REED,
        ("The Orvo Courier", "Quay Herald"),
        [("courier", COURIER.body[4].removesuffix(" Reed added.")), ("herald", HERALD.body[3])],
    )


def test_every_excerpt_and_sentence_stands_verbatim_in_its_article():
    text_by_id = {article.id: article.text for article in (COURIER, HERALD)}
    corroboration = together(COURIER, HERALD)
    found = [
        carrier
        for group in (
            *corroboration.first_reported_by,
            *corroboration.confirmations,
            *corroboration.cited_sources,
            *corroboration.claims,
        )
        for carrier in group.carriers
    ]

    assert len(found) >= 10
    for carrier in found:
        assert carrier.excerpt in text_by_id[carrier.article]
        assert carrier.sentence in text_by_id[carrier.article]
        assert carrier.excerpt in carrier.sentence


def test_a_claim_of_more_owners_goes_first_then_quotations_and_standing_then_arrival():
    one = report(
        "A fire began.", "Residents said the tannery had burned before.", "“It was loud and hot,” said Ben Ode."
    )
    two = report("A fire began.", "The mayor said two people were found in the yard.", outlet="herald")
    three = report("There was a fire.", "“It was loud and hot,” Ode said.", outlet="courier")

    assert [(claim.owners, claim.carriers[0].excerpt) for claim in together(one, two, three).claims] == [
        (("gazette", "courier"), "“It was loud and hot,”"),
        (("herald",), "two people were found in the yard"),
        (("gazette",), "the tannery had burned before"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "Police confirmed the fire at the tannery.",
        "The fire was confirmed by the Orvo Fire Department.",
        "Police chief Ada Obi confirmed the fire.",
        "Ada Obi, the mayor of Orvo, confirmed that two people died.",
        "A spokesman for the Orvo Fire Department confirmed the deaths at the tannery.",
        "“We can confirm that two people died in the fire,” said Tom Reed, director of Brask Leather.",
        "The Harbour Ministry confirmed the report.",
    ],
)
def test_a_source_with_standing_confirms(statement):
    found = together(report("A fire at the Orvo tannery killed two people.", statement)).confirmations

    assert [confirmation.denies for confirmation in found] == [False]


@pytest.mark.parametrize(
    "statement",
    [
        "Two unnamed officials confirmed the fire at the tannery.",
        "The Quay Herald newspaper confirmed the fire at the tannery.",
        "Ada Obi, a fire expert, confirmed that the tannery burned.",
        "Former mayor Ada Obi confirmed the fire at the tannery.",
        "Ada Obi confirmed the fire at the tannery.",
        "Police would not confirm the fire at the tannery.",
        "Police will confirm the deaths at the tannery.",
        "Ada Obi, the mayor of Orvo, confirmed her retirement in 2019.",
    ],
)
def test_others_and_side_matters_confirm_nothing(statement):
    assert together(report("A fire at the Orvo tannery killed two people.", statement)).confirmations == ()


def test_a_denial_with_standing_is_kept_as_one():
    (denial,) = together(report("A fire killed two.", "Police denied that a fire had killed anyone.")).confirmations

    assert (denial.speaker, denial.denies) == (Speaker(None, None, "Police"), True)


def test_one_person_confirms_once_and_another_of_the_same_body_again():
    lede, told = "A fire at the Orvo tannery killed two people.", "the mayor of Orvo, confirmed that two people died."
    one, two = report(lede, f"Ada Obi, {told}"), report(lede, f"Obi, {told}", outlet="herald")
    three = report(lede, f"Tom Reed, {told}", outlet="courier")

    assert [
        (found.speaker.name, [carrier.article for carrier in found.carriers])
        for found in together(one, two, three).confirmations
    ] == [("Ada Obi", ["gazette", "herald"]), ("Tom Reed", ["courier"])]


def test_late_in_an_article_one_shared_word_is_not_enough():
    paragraphs = ["A fire at the Orvo tannery killed two people.", *["The night was dark."] * 5]

    assert together(report(*paragraphs, "Police confirmed a fire in a shed in Norl.")).confirmations == ()
    assert len(together(report(*paragraphs, "Police confirmed the fire at the tannery.")).confirmations) == 1


def test_two_people_of_one_name_stay_two():
    one = report("A fire began.", "Ada Obi said the tannery was insured for a million.")
    two = report("A fire began.", "Tom Obi said the tannery was insured for a million.", outlet="herald")
    three = report("A fire began.", "Obi said nobody had seen the owner since.", outlet="courier")

    assert {claim.speaker for claim in together(one, two, three).claims} >= {Speaker("Obi")}


def test_owners_are_those_of_independent_reports():
    assert together(COURIER, HERALD).owners == ("The Orvo Courier", "Quay Herald")
    assert together().owners == ()


def test_a_claim_in_one_text_of_two_owners_is_carried_by_one_report():
    copy = "Tom Reed said the tannery was insured for nine million."
    own = "Ada Obi said that nobody had come to look at the pipes for years."
    rest = "The river stood high, and the road to the mill was closed until the evening of the next day."
    one = report("A fire began.", copy, rest, outlet="herald")
    two = report("A fire began.", copy, rest, outlet="courier")
    three = report("It burned at night.", own, "Smoke was seen from the hills by shepherds.", outlet="gazette")
    four = report("Flames took the roof off.", own, "Four engines came, and a boat.", outlet="echo")

    found = together(one, two, three, four)
    assert found.owners == ("herald", "gazette", "echo")
    assert [claim.owners for claim in found.claims] == [("gazette", "echo"), ("herald", "courier")]


def wording(rng):
    said = rng.choices("abcdefghijkl", k=rng.choice((2, 4, 5, 8, 12)))
    name = rng.choice(("reed", "obi", ""))
    speaker = ("name", name) if name else rng.choice((None, ("body", "palace")))
    counted = frozenset((word, at) for word in set(said) for at in range(said.count(word)))
    return Wording(name, speaker, rng.random() < 0.5, counted, frozenset(said) - set("abc"))


def compare_with_all(wordings):
    groups, found = [], []
    for one in wordings:
        fitting = (number for number, group in enumerate(groups) if fits(one, group))
        found.append(next(fitting, len(groups)))
        groups += [[]] * (found[-1] == len(groups))
        groups[found[-1]] = [*groups[found[-1]], one]
    return found


def fits(one, group):
    telling = frozenset().union(*(other.telling for other in group))
    enough = len(one.telling & telling) >= min(3, len(one.telling))
    return enough and any(say_the_same(one, other) for other in group)


def test_the_group_found_is_that_which_comparing_with_every_claim_finds():
    rng = random.Random(5)
    for _ in range(60):
        wordings = [wording(rng) for _ in range(40)]
        groups = Groups(wordings)

        assert [groups.put(one) for one in wordings] == compare_with_all(wordings)


def test_of_a_large_group_the_first_wordings_are_compared():
    drift = [[f"w{at + step}" for at in range(10)] for step in range(60)]  # each shares nine words with the one before
    wordings = [
        Wording("reed", ("name", "reed"), True, frozenset((word, 0) for word in words), frozenset(words))
        for words in drift
    ]
    groups = Groups(wordings)

    assert [groups.put(one) for one in wordings].count(0) == 32 + 4  # the 32nd is still like the next four


def test_the_two_reports_of_the_first_event(shared):
    articles = [
        extract_text(path.read_text(encoding="utf-8"), Stated(id=path.stem))
        for path in sorted((shared / "seeds").iterdir())
    ]
    ids = tuple(article.id for article in articles)
    peskov = Speaker("Dmitry Peskov", "Kremlin spokesman", "Kremlin")
    found = together(*articles)

    assert [(one.name, tuple(carrier.article for carrier in one.carriers)) for one in found.first_reported_by] == [
        ("Vedomosti", ids)
    ]
    assert [
        (one.speaker, one.denies, tuple(carrier.article for carrier in one.carriers)) for one in found.confirmations
    ] == [(peskov, False, ids)]
    assert ("three unnamed Kremlin sources", "Vedomosti") in {(one.text, one.cited_by) for one in found.cited_sources}
    assert [(claim.speaker, claim.owners) for claim in found.claims if len(claim.owners) > 1] == [(peskov, ids)] * 2
