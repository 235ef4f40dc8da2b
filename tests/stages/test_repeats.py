import json

from hypothesis import given
from hypothesis import strategies as st

from stoppress.stages.repeats import ENOUGH_PAGES, MOST_LINES, furniture, learn, nothing_known

NEWS = "The old bridge in Orvo was closed on Sunday after an inspector found a crack, the mayor said."
LINE = "The Orvo Courier is read by more people on the quay than any other paper."
ADDRESSES = [f"https://courier.test/{number}" for number in range(ENOUGH_PAGES)]


def known_from(addresses, *paragraphs):
    known = nothing_known()
    for address in addresses:
        known = learn(known, address=address, paragraphs=paragraphs)
    return known


def test_a_line_that_stood_on_enough_other_pages_is_furniture_and_news_is_not():
    known = known_from(ADDRESSES, LINE)
    assert furniture(known, address="https://courier.test/new", paragraphs=[NEWS, LINE, NEWS]) == {1}


def test_a_line_that_stood_on_one_page_too_few_stays():
    known = known_from(ADDRESSES[1:], LINE)
    assert furniture(known, address="https://courier.test/new", paragraphs=[NEWS, LINE]) == frozenset()


def test_the_page_itself_is_none_of_the_others():
    known = known_from(ADDRESSES, LINE)
    assert furniture(known, address=ADDRESSES[0], paragraphs=[LINE]) == frozenset()
    known = learn(known, address="https://courier.test/new", paragraphs=[LINE])
    assert furniture(known, address=ADDRESSES[0], paragraphs=[LINE]) == {0}


def test_a_page_read_again_and_a_line_that_it_has_twice_count_once():
    assert known_from([ADDRESSES[0]] * 5, LINE, LINE) == known_from(ADDRESSES[:1], LINE)


def test_a_short_line_may_be_said_on_any_page():
    known = known_from(ADDRESSES, "“No comment,” he.")
    assert known == nothing_known()
    assert furniture(known, address="x", paragraphs=["“No comment,” he."]) == frozenset()


def test_a_line_that_differs_by_a_letter_is_another():
    assert furniture(known_from(ADDRESSES, LINE), address="x", paragraphs=[LINE + "!"]) == frozenset()


def test_learning_changes_nothing_that_was_known():
    before = known_from(ADDRESSES[:1], LINE)
    copy = json.loads(json.dumps(before))
    learn(before, address="x", paragraphs=[LINE, NEWS])
    assert before == copy


def test_no_more_is_kept_than_the_newest_lines_and_what_repeats_is_among_them():
    known = nothing_known()
    for number in range(MOST_LINES + 10):
        known = learn(known, address=f"https://courier.test/{number}", paragraphs=[LINE, f"{NEWS} {number}"])
    assert len(known["lines"]) == MOST_LINES
    assert furniture(known, address="x", paragraphs=[LINE]) == {0}
    assert all(len(pages) <= ENOUGH_PAGES + 1 for pages in known["lines"].values())


@given(st.lists(st.text(max_size=60), max_size=6), st.text(max_size=30))
def test_what_is_known_survives_json(paragraphs, address):
    known = learn(nothing_known(), address=address, paragraphs=paragraphs)
    assert json.loads(json.dumps(known)) == known
