import pytest

from stoppress.domain.returned import ReturnVerdict
from stoppress.stages.refusals import judge_refusal, statuses


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ((5, 1, 0), ReturnVerdict.HARD),
        ((5, 1, 1), ReturnVerdict.HARD),
        ((5, 1, 2), ReturnVerdict.HARD),
        ((5, 1, 3), ReturnVerdict.HARD),
        ((5, 1, 5), ReturnVerdict.SOFT),
        ((5, 1, 6), ReturnVerdict.HARD),
        ((5, 1, 7), ReturnVerdict.OURS),
        ((5, 1, 8), ReturnVerdict.OURS),
        ((5, 1, 10), ReturnVerdict.HARD),
        ((5, 1, 90), ReturnVerdict.OURS),
        ((4, 1, 1), ReturnVerdict.SOFT),
        ((5, 2, 1), ReturnVerdict.SOFT),
        ((5, 2, 2), ReturnVerdict.SOFT),
        ((5, 3, 4), ReturnVerdict.SOFT),
        ((5, 4, 4), ReturnVerdict.SOFT),
        ((5, 6, 1), ReturnVerdict.SOFT),
        ((5, 7, 1), ReturnVerdict.OURS),
        ((4, 7, 0), ReturnVerdict.OURS),
        ((5, 7, 26), ReturnVerdict.OURS),
    ],
)
def test_a_status_alone_decides(status, verdict):
    assert judge_refusal("", status=status) is verdict


@pytest.mark.parametrize(
    ("words", "status", "verdict"),
    [
        ("550 5.1.1 your host is on a block list", (5, 1, 1), ReturnVerdict.OURS),
        ("550 5.7.1 no", (5, 1, 1), ReturnVerdict.OURS),
        ("550 5.1.1 unknown user", (5, 7, 1), ReturnVerdict.OURS),
        ("552 5.2.2 no room", (5, 1, 1), ReturnVerdict.SOFT),
        ("550 5.1.1 mailbox is full", (5, 1, 1), ReturnVerdict.SOFT),
        ("550 5.1.1 unknown user", (5, 4, 4), ReturnVerdict.SOFT),
    ],
)
def test_where_words_and_status_disagree_the_milder_counts(words, status, verdict):
    assert judge_refusal(words, status=status) is verdict


def test_a_specific_status_among_the_words_stands_in_for_one_that_says_nothing():
    assert judge_refusal("550 5.1.1 whatever", status=(5, 0, 0)) is ReturnVerdict.HARD


@pytest.mark.parametrize("status", [(5, 0, 0), (5, 3, 0), (5, 5, 0)])
def test_a_status_for_what_a_system_had_no_code_for_leaves_it_to_the_words(status):
    assert judge_refusal("553 no such user here", status=status) is ReturnVerdict.HARD
    assert judge_refusal("553 cannot be reached", status=status) is ReturnVerdict.SOFT


@pytest.mark.parametrize("words", ["mailbox unavailable", "address rejected", "Unrouteable address", "no", ""])
def test_wordings_that_leave_a_doubt_condemn_nobody(words):
    assert judge_refusal(f"550 {words}", status=(5, 0, 0)) is ReturnVerdict.SOFT


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("550 no such user", ReturnVerdict.HARD),
        ("450 no such user", ReturnVerdict.SOFT),
        ("no such user", ReturnVerdict.HARD),
        ("no such user, the mailbox is full", ReturnVerdict.SOFT),
        ("no such user, or you are blocked", ReturnVerdict.OURS),
        ("550 invalid recipient: see https://help.test/spam-policy", ReturnVerdict.HARD),
    ],
)
def test_without_a_status_the_words_decide(words, verdict):
    assert judge_refusal(words) is verdict


def test_the_reply_code_says_whether_a_refusal_is_for_good():
    assert judge_refusal("no such user", code=450) is ReturnVerdict.SOFT
    assert judge_refusal("no such user", status=(4, 0, 0)) is ReturnVerdict.SOFT
    assert judge_refusal("no such user", code=550) is ReturnVerdict.HARD


def test_network_addresses_and_numbers_are_no_status():
    assert statuses("host 5.1.1.8 and 192.5.1.1, exim 4.94.2, of 15.1.1") == []
    assert statuses("550-5.1.1 <a>, (#5.2.2) and 4.7.28.") == [(5, 1, 1), (5, 2, 2), (4, 7, 28)]
