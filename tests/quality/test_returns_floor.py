"""How well reports of fifty mail systems' shapes are read: floors, of the half that was kept from tuning apart."""

import hashlib
from pathlib import Path

import pytest

from stoppress.domain.returned import ReturnVerdict
from stoppress.stages.returns import read_return
from tests.quality.returned import samples

BACK = "bounces+7-abcdefghijklmnop@news.test"
FLOOR = 0.98
# Of the corpus as it was when the reader had not been written; changed with it only.
DIGEST = "4dcea37c9fa40e344efa02c08eeb3de43c57e7f24ff3a34c5e5283cd26a620ec"
SAMPLES = samples(BACK)
# What suppresses an address; anything else that is taken for it suppresses one wrongly.
SUPPRESSING = {ReturnVerdict.HARD, ReturnVerdict.COMPLAINT}


def wrong(half: str) -> list[str]:
    return [
        f"{sample.name}: {found} for {sample.verdict}"
        for sample in SAMPLES
        if sample.half == half and (found := read_return(sample.message).verdict) != sample.verdict
    ]


def test_the_corpus_is_the_one_that_the_floors_were_measured_on():
    files = (Path(__file__).with_name("returned") / name for name in ("shapes.txt", "cases.txt"))
    assert hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest() == DIGEST


@pytest.mark.parametrize("half", ["seen", "kept"])
def test_the_right_verdict_is_found_in_98_of_100(half):
    count = sum(sample.half == half for sample in SAMPLES)
    missed = wrong(half)
    assert count == 150
    assert 1 - len(missed) / count >= FLOOR, "\n".join(missed)


def test_no_report_suppresses_an_address_wrongly():
    wrongly = [
        sample.name
        for sample in SAMPLES
        if (found := read_return(sample.message).verdict) in SUPPRESSING and found != sample.verdict
    ]
    assert wrongly == []


def test_the_address_that_a_report_came_back_to_is_always_among_its_places():
    lost = [sample.name for sample in SAMPLES if BACK not in "\n".join(read_return(sample.message).places)]
    assert lost == []
