"""One report printed by several is one report."""

from stoppress.domain.article import Article
from stoppress.stages.syndication import agency, independent_owners, independent_reports, same_text

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
