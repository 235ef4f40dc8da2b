from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from stoppress.readership.models import SignUp
from stoppress.readership.network import hash_network
from stoppress.readership.sign_up import answer_sign_ups
from stoppress.readership.wording import sign_up_wording
from tests.readership.people import ADA, subscribed

pytestmark = pytest.mark.django_db
INVALID = "Please enter a valid email address"


def _error(page: str) -> str:
    return re.search(r'<p id="address-error"[^>]*>', page)[0]


def test_the_form_has_its_parts_and_the_box_is_not_ticked(client):
    page = client.get("/").content.decode()
    assert '<label for="address">' in page
    assert re.search(r'<input id="address" name="address" type="email" autocomplete="email"', page)
    assert re.search(r"<form[^>]* novalidate>", page)
    assert ">SIGN UP</button>" in page
    assert "I would like to be emailed about offers, events and updates from The Orvo Courier." in page
    assert "checked" not in page
    assert '<a href="/privacy/">' in page
    assert _error(page).endswith(" hidden>")
    assert "aria-invalid" not in page


def test_the_words_on_the_page_are_the_words_that_are_kept(client, shown):
    wording = sign_up_wording("The Orvo Courier")
    page = client.get("/").content.decode()
    client.post("/", {"address": ADA, "offers": "yes", "shown": shown})
    kept = SignUp.objects.get()
    assert (kept.alerts_wording, kept.offers_wording, kept.wording_version) == (
        wording.alerts,
        wording.offers,
        wording.version,
    )
    assert kept.alerts_wording in page
    assert kept.offers_wording in page


def test_a_form_is_stored_and_thanked_for(client, shown, now):
    reply = client.post("/", {"address": f" {ADA} ", "shown": shown}, REMOTE_ADDR="192.0.2.7")
    assert (reply.status_code, reply["Location"]) == (303, "/thank-you/")
    row = SignUp.objects.get()
    assert (row.address, row.offers, row.network_hash, row.requested_at) == (ADA, False, hash_network("192.0.2.7"), now)
    assert client.get("/thank-you/").status_code == 200


@pytest.mark.parametrize("address", ["", "ada", "ada@readers", "ada@@readers.example", "x" * 2000])
def test_a_wrong_address_is_told_beside_the_field_and_the_input_is_kept(client, shown, address):
    reply = client.post("/", {"address": address, "offers": "yes", "shown": shown})
    page = reply.content.decode()
    assert reply.status_code == 422
    assert f"{_error(page)}{INVALID}</p>" in page
    assert "hidden" not in _error(page)
    assert f'value="{address}"' in page
    assert 'aria-describedby="address-error" aria-invalid="true" autofocus' in page
    assert 'value="yes" checked' in page
    assert not SignUp.objects.exists()


def test_what_was_typed_is_escaped(client, shown):
    page = client.post("/", {"address": '"><script>alert(1)</script>', "shown": shown}).content.decode()
    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_the_reply_is_the_same_for_known_unknown_and_pending_addresses(client, shown, now):
    subscribed(now=now)
    client.post("/", {"address": "pending@readers.example", "shown": shown})
    answer_sign_ups(now=now)
    replies = [
        client.post("/", {"address": address, "shown": shown})
        for address in (ADA, "pending@readers.example", "nobody@readers.example")
    ]
    assert len({(reply.status_code, reply.content, str(sorted(reply.headers.items()))) for reply in replies}) == 1


def test_a_network_over_its_cap_is_told_when_to_come_back(client, shown, settings):
    settings.STOPPRESS = replace(settings.STOPPRESS, signup_network_cap=2)
    send = [client.post("/", {"address": f"r{n}@readers.example", "shown": shown}) for n in range(3)]
    assert [reply.status_code for reply in send] == [303, 303, 429]
    assert send[2]["Retry-After"] == "3600"
    assert "Too many sign-ups from your network" in send[2].content.decode()
    elsewhere = client.post("/", {"address": ADA, "shown": shown}, REMOTE_ADDR="198.51.100.1")
    assert elsewhere.status_code == 303


def test_a_wrong_address_does_not_count_towards_the_cap(client, shown, settings):
    settings.STOPPRESS = replace(settings.STOPPRESS, signup_network_cap=1)
    client.post("/", {"address": "ada", "shown": shown})
    assert client.post("/", {"address": ADA, "shown": shown}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://news.test.evil.example"},
    ],
)
def test_a_form_sent_from_another_site_is_not_taken(client, shown, headers):
    reply = client.post("/", {"address": ADA, "shown": shown}, headers=headers)
    assert reply.status_code == 403
    assert "sent from another site" in reply.content.decode()
    assert not SignUp.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},  # what a browser sends under no-referrer
        {"Origin": "null"},  # the same, over plain HTTP
        {"Origin": "http://news.test"},
        {"Origin": "http://testserver"},
        {},
    ],
)
def test_a_form_sent_from_our_page_is_taken_without_any_cookie(client, shown, headers):
    assert not client.cookies
    assert client.post("/", {"address": ADA, "shown": shown}, headers=headers).status_code == 303


@pytest.mark.parametrize(
    "change", [lambda token: "", lambda token: "1935918600:forged", lambda token: token[:-1] + "-"]
)
def test_a_form_that_we_did_not_show_is_shown_again_with_its_input(client, shown, change):
    reply = client.post("/", {"address": ADA, "shown": change(shown)})
    page = reply.content.decode()
    assert reply.status_code == 422
    assert f'value="{ADA}"' in page
    assert "press SIGN UP once more" in page
    assert "aria-invalid" not in page
    assert not SignUp.objects.exists()


def test_a_form_shown_a_day_ago_is_shown_again(client, shown, clock, now):
    clock(now + timedelta(hours=23, minutes=59))
    assert client.post("/", {"address": ADA, "shown": shown}).status_code == 303
    clock(now + timedelta(hours=24))
    assert client.post("/", {"address": ADA, "shown": shown}).status_code == 422
