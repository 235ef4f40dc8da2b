"""A small part of `make bench-fuzz`, on every run of the tests."""

from benchmarks.fuzz.mutate import make_case
from benchmarks.fuzz.watch import run_cases

# Found once: what each broke is mended. The number alone makes the document.
FOUND = (1077, 1669, 2304, 2880, 3180, 3576, 4308, 5532, 5772, 5808, 11_808)
FIRST = 20_000  # the next after those of the benchmark's


def test_whatever_is_done_to_a_feed_or_a_page_it_is_read_or_refused_in_time_and_memory():
    outcomes = list(run_cases([*FOUND, *range(FIRST, FIRST + 300 - len(FOUND))], n_workers=2))
    assert len(outcomes) == 300
    assert [outcome for outcome in outcomes if not outcome.is_good] == []


def test_the_same_number_makes_the_same_case():
    assert [make_case(number) for number in range(12, 24)] == [make_case(number) for number in range(12, 24)]
