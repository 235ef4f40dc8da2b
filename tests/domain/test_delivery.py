import pytest

from stoppress.domain.delivery import EDGES, Step, after
from stoppress.domain.email import DeliveryState

# Written out by hand, as the machine is meant: a row is a step, a column a state; "-" is a step refused.
MEANT = """
            queued      leased      deferred    accepted    bounced     expired     withdrawn   suppressed
LEASE       leased      leased      leased      -           -           -           -           -
RELEASE     -           queued      -           -           -           -           -           -
ACCEPT      accepted    accepted    accepted    -           -           accepted    accepted    accepted
DEFER       -           deferred    -           -           -           -           -           -
HOLD        deferred    deferred    deferred    -           -           -           -           -
FALL_DUE    -           queued      queued      -           -           -           -           -
REFUSE      bounced     bounced     bounced     -           -           bounced     bounced     bounced
RETURN      bounced     bounced     bounced     bounced     -           -           -           -
EXPIRE      expired     expired     expired     -           -           -           -           -
WITHDRAW    withdrawn   withdrawn   withdrawn   -           -           -           -           -
SUPPRESS    suppressed  suppressed  suppressed  -           -           -           -           -
"""
_states, *_rows = [line.split() for line in MEANT.strip().splitlines()]
EACH = [(step, state, target) for step, *targets in _rows for state, target in zip(_states, targets, strict=True)]


@pytest.mark.parametrize(("step", "state", "target"), EACH, ids=lambda value: value)
def test_every_edge_leads_where_it_is_meant_to_and_no_other_exists(step, state, target):
    assert after(DeliveryState(state), Step[step]) == (None if target == "-" else DeliveryState(target))


def test_the_table_names_every_step_and_every_state():
    assert {step for step, _, _ in EACH} == {step.name for step in Step} == {step.name for step in EDGES}
    assert {state for _, state, _ in EACH} == {state.value for state in DeliveryState}
