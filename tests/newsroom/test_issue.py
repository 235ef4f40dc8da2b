"""An alert's mail as it is issued."""

import pytest

from stoppress.newsroom.cover import Desk
from tests.newsroom.stories import ferry
from tests.newsroom.test_cover import arrive

pytestmark = pytest.mark.django_db


def test_an_alerts_mail_names_its_list_what_made_it_and_itself_to_feedback_loops(now):
    arrive(now, ferry("f1", "Courier", now), ferry("f2", "Gazette", now))
    (alert,) = Desk().cover(now=now)
    headers = alert.mailing.headers
    assert headers["List-Id"] == "<alerts.news.test>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Feedback-ID"] == f"{alert.pk}:alerts:news.test:stoppress"
