"""The wording of mails: text and HTML of the same content, safe whatever outlets print, readable by all."""

import re
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.domain.alert import AlertContent, AlertKind, Contrast, Line, Quote, Report, Standing
from stoppress.domain.article import Article
from stoppress.domain.brief import DifferenceKind
from stoppress.domain.claim import Corroboration, Provenance
from stoppress.domain.email import EmailKind
from stoppress.domain.errors import SettingError
from stoppress.mailroom.look import Look, contrast
from stoppress.mailroom.render import NEWS, render_email
from stoppress.mailroom.samples import sample_context
from stoppress.mailroom.wording import shipped_languages, shipped_wording
from stoppress.stages.compose import standing, status

NOW = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
COURIER = "https://courier.test/2031/harbour-wall"
RADIO = "https://radio.test/771"
LEDE = "All ferries between Orvo and the outer islands were suspended on Sunday morning"
WORDS = "“Nobody was on the quay when it went, and nobody is missing”"


def _content(**changes) -> AlertContent:
    return AlertContent(
        **{
            "kind": AlertKind.ALERT,
            "event": "e1",
            "subject": "Ferries to Orvo suspended as harbour wall gives way",
            "subject_is_lede": False,
            "status": "Confirmed by the harbour office · 3 independent outlets",
            "lede": Line(LEDE, "a1", "The Orvo Courier", COURIER, cut_after=True),
            "quotes": (
                Quote(
                    "Ada Obi, harbour master",
                    (Line(WORDS, "a1", "The Orvo Courier", COURIER), Line(WORDS, "a2", "Island Radio", RADIO)),
                ),
                Quote("", (Line("cracks were seen in winter", "a3", "Westhaven Gazette", None, cut_before=True),)),
            ),
            "reports": (
                Report(
                    "a1", "The Orvo Courier", "Ferries to Orvo suspended as harbour wall gives way", False, COURIER, NOW
                ),
                Report("a2", "Island Radio", "Harbour wall collapse halts ferries", False, RADIO, None),
                Report(
                    "a3", "Westhaven Gazette", "Part of the quay has fallen.", True, None, NOW.replace(hour=0, minute=0)
                ),
            ),
            "language": "en",
        }
        | changes
    )


def _email(kind=EmailKind.ALERT, context=None, language="en", headers=None):
    if context is None:
        context = {"content": _content()} if kind is EmailKind.ALERT else sample_context(kind, language)
    return render_email(
        kind,
        context,
        sender="Orvo Alerts <alerts@news.test>",
        language=language,
        expires_at=NOW + timedelta(hours=2),
        headers=headers or {},
    )


class _Page(HTMLParser):
    """What a mail program makes of the HTML: words, links with their words, tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self._hidden = 0
        self._link: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.words.append(" " if tag in {"br", "p", "td", "li", "h1", "h2", "h3"} else "")
        if tag == "head" or (tag == "div" and "display:none" in (dict(attrs).get("style") or "")):
            self._hidden += 1
        if tag == "a":
            self._link = dict(attrs)["href"]
            self.links.append((self._link, ""))

    def handle_endtag(self, tag):
        if tag in {"head", "div"} and self._hidden:
            self._hidden -= 1
        if tag == "a":
            self._link = None

    def handle_data(self, text):
        if not self._hidden:
            self.words.append(text)
            if self._link is not None:
                self.links[-1] = (self._link, self.links[-1][1] + text)

    @property
    def seen(self) -> list[str]:
        return " ".join("".join(self.words).split()).split(" ")


KINDS = list(EmailKind)
LANGUAGES = shipped_languages()


def test_an_alerts_text_is_this():
    email = _email()
    unsubscribe, preferences = email.marks["unsubscribe"], email.marks["preferences"]
    assert email.subject == "Ferries to Orvo suspended as harbour wall gives way"
    assert (
        email.text
        == f"""\
Ferries to Orvo suspended as harbour wall gives way
(Headline: The Orvo Courier)
{COURIER}

Confirmed by the harbour office · 3 independent outlets

{LEDE} …
-- The Orvo Courier
{COURIER}

WHO SAYS WHAT

Ada Obi, harbour master:
{WORDS}
-- The Orvo Courier
{COURIER}
-- Island Radio
{RADIO}

No source named:
… cracks were seen in winter
-- Westhaven Gazette

ALL REPORTS

Ferries to Orvo suspended as harbour wall gives way
-- The Orvo Courier, 4 May 2031, 09:30 UTC
{COURIER}

Harbour wall collapse halts ferries
-- Island Radio
{RADIO}

Part of the quay has fallen. (first words; no headline was given)
-- Westhaven Gazette, 4 May 2031

----------------------------------------
You get this because you signed up for news alerts from The Orvo Courier and confirmed your address.

Sent by The Orvo Courier
1 Quay Street, Orvo

Change what you get:
http://news.test/preferences/{preferences}

Unsubscribe:
http://news.test/unsubscribe/{unsubscribe}

Privacy notice:
http://news.test/privacy/
"""
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_say_the_same(kind, language):
    """Every word of one stands in the other, but for addresses and the marks of layout in the text."""
    email = _email(kind, sample_context(kind, language), language)
    html = {word.strip("().:,;·-").casefold() for word in _Page(email.html).seen}
    text = {word.strip("().:,;·-").casefold() for word in email.text.split() if "://" not in word}
    assert html - text <= {""}
    assert text - html <= {""}
    links = {url for url, _ in _Page(email.html).links}
    assert links == set(re.findall(r"(?m)^https?://\S+$", email.text))


def test_every_line_given_as_an_outlets_is_linked_to_it_where_it_has_an_address():
    assert _Page(_email().html).links[:6] == [
        (COURIER, "The Orvo Courier"),  # of the headline
        (COURIER, "The Orvo Courier"),  # of the lede
        (COURIER, "The Orvo Courier"),
        (RADIO, "Island Radio"),
        (COURIER, "Ferries to Orvo suspended as harbour wall gives way"),
        (RADIO, "Harbour wall collapse halts ferries"),
    ]


def test_cut_marks_stand_outside_the_outlets_words():
    html = _email().html
    assert f"<bdi>{LEDE}</bdi><span" in html
    assert "… </span><bdi>cracks were seen in winter</bdi>" in html


def test_a_lede_that_stands_in_for_a_headline_is_said_to_be_one_and_not_repeated():
    lede = Line("Part of the quay has fallen.", "a3", "Westhaven Gazette", None)
    email = _email(context={"content": _content(subject=lede.text, subject_is_lede=True, lede=lede)})
    assert email.text.startswith(
        "Part of the quay has fallen.\n"
        "(The outlet gave no headline; these are its first words: Westhaven Gazette)\n\n"
        "Confirmed by the harbour office · 3 independent outlets\n\nWHO SAYS WHAT\n"
    )
    assert email.html.count("Part of the quay has fallen.") == 3  # title, heading, list of reports
    assert "The outlet gave no headline; these are its first words:" in email.html


def test_a_clipped_subject_is_still_given_as_its_outlets():
    email = _email(context={"content": _content(subject="Ferries to Orvo suspended…")})
    assert email.text.startswith("Ferries to Orvo suspended…\n(Headline: The Orvo Courier)\n")


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_asks_nothing_of_other_machines(kind):
    """No image, script, style sheet, font or pixel: nothing tells anybody that a mail was opened."""
    html = _email(kind).html
    tags = {tag for tag, _ in _Page(html).tags}
    assert not tags & {"img", "link", "script", "iframe", "object", "embed", "video", "audio", "svg", "form", "base"}
    assert not re.search(r"url\(|@import|src=|background=|srcset", html)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_states_its_language_direction_and_title(kind, language):
    html = _email(kind, sample_context(kind, language), language).html
    way = "rtl" if language == "ar" else "ltr"
    assert html.startswith(f'<!doctype html>\n<html lang="{language}" dir="{way}">')
    assert len(re.findall(r"<title>[^<]+</title>", html)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_tables_are_there_for_layout_and_say_so(kind):
    tables = [attributes for tag, attributes in _Page(_email(kind).html).tags if tag == "table"]
    assert {attributes.get("role") for attributes in tables} == {"presentation"}


@pytest.mark.parametrize("kind", KINDS)
def test_headings_are_real_begin_with_one_first_and_skip_no_level(kind):
    headings = [int(tag[1]) for tag, _ in _Page(_email(kind).html).tags if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(headings))


@pytest.mark.parametrize("kind", KINDS)
def test_no_words_are_smaller_than_16_pixels(kind):
    assert min(int(size) for size in re.findall(r"font(?:-size)?: ?(\d+)px", _email(kind).html)) >= 16


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_says_that_it_has_a_light_and_a_dark_look(kind):
    html = _email(kind).html
    assert ("meta", {"name": "color-scheme", "content": "light dark"}) in _Page(html).tags
    assert "@media (prefers-color-scheme: dark)" in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_links_make_sense_alone(kind, language):
    """Whoever hears them one after another knows where each leads, and no two of the same words lead apart."""
    links = _Page(_email(kind, sample_context(kind, language), language).html).links
    assert "" not in {words.strip() for _, words in links}
    assert not {words.casefold() for _, words in links} & {"here", "more", "link", "hier", "ici", "aquí", "هنا"}
    assert len({words for _, words in links}) == len(set(links))


@pytest.mark.parametrize("theme", [Look().light, Look().dark], ids=["light", "dark"])
def test_words_stand_out_by_4_5_to_1_in_light_and_dark(theme):
    assert all(contrast(colour, theme.sheet) >= 4.5 for colour in (theme.ink, theme.soft, theme.link))
    assert contrast(theme.button_ink, theme.button) >= 4.5


@pytest.mark.parametrize("kind", KINDS)
def test_no_colour_is_written_that_the_look_does_not_name(kind):
    named = set(asdict(Look().light).values()) | set(asdict(Look().dark).values())
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}(?=[; ])", _email(kind).html)) <= named


@pytest.mark.parametrize("kind", KINDS)
def test_every_colour_is_another_in_the_dark(kind):
    """An element with a colour of its own has the class that changes it: else it vanishes on the dark sheet."""
    classes = {"color": {"ink", "soft", "link", "button"}, "background": {"page", "outer", "sheet", "button"}}
    for _, attributes in _Page(_email(kind).html).tags:
        for name in re.findall(r"(?<![-\w])(color|background):#", attributes.get("style") or ""):
            assert classes[name] & set((attributes.get("class") or "").split()), attributes


def test_a_mail_in_arabic_is_so_throughout():
    email = _email(context=sample_context(EmailKind.ALERT, "ar"), language="ar")
    assert '<html lang="ar" dir="rtl">' in email.html
    assert 'lang="en"' not in email.html
    assert 'dir="ltr"' not in email.html


@pytest.mark.parametrize("language", ["he", "fa", "ur"])
def test_a_mail_in_a_language_from_right_to_left_says_so_and_marks_our_english(language):
    email = _email(context={"content": _content(language=language)}, language=language)
    assert f'<html lang="{language}" dir="rtl">' in email.html
    heading = next(attributes for tag, attributes in _Page(email.html).tags if tag == "h1")
    assert (heading["lang"], heading["dir"]) == (language, "rtl")
    assert '<span lang="en" dir="ltr">Who says what</span>' in email.html


def test_a_language_that_is_none_is_not_written_into_the_mail():
    assert '<html lang="en" dir="ltr">' in _email(language='x" onload="').html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_is_under_60_kilobytes(kind, language):
    assert len(_email(kind, sample_context(kind, language), language).html.encode()) < 60_000


def test_an_alert_of_forty_reports_is_under_60_kilobytes():
    reports = tuple(
        Report(
            f"a{n}",
            f"The Outlet of Town {n}",
            "A headline of ordinary length about the wall " * 2,
            False,
            f"{COURIER}/{n}",
            NOW,
        )
        for n in range(40)
    )
    email = _email(context={"content": _content(reports=reports)})
    assert len(email.html.encode()) < 60_000


HOSTILE = [
    "<script>alert(1)</script>\"'><img src=x onerror=y>",
    "{{ operator_name }}{% debug %}{unsubscribe}",
    "line one\r\nBcc: eve@x.test\n\nUnsubscribe:\nhttp://evil.test/",
    "tamper\u202egnp.exe\u2066\x00\x1b[31m",
    "half \ud800 character",
    "&lt;b&gt; &amp;",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_an_outlet_prints_is_words_and_nothing_else(words):
    places = [Line(words, "a1", words, "javascript:alert(1)"), Line(words, "a1", words, "https://u:p@evil.test/")]
    email = _email(
        context={
            "content": _content(
                subject=words,
                status=words,
                lede=places[0],
                quotes=(Quote(words, tuple(places)),),
                reports=(Report("a1", words, words, True, "data:text/html,x", NOW),),
            )
        }
    )
    page = _Page(email.html)
    assert {tag for tag, _ in page.tags} <= {
        *("html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td"),
        *("p", "h1", "h2", "h3", "span", "bdi", "a", "blockquote", "br"),
    }
    assert all(
        name in {"lang", "dir", "class", "style", "href", "role", "charset", "name", "content", "width", "align"}
        or name in {"cellpadding", "cellspacing", "border"}
        for _, attributes in page.tags
        for name in attributes
    )
    ours = [f"http://news.test/{path}" for path in ("preferences/", "unsubscribe/", "privacy/")]
    assert all(url.startswith(tuple(ours)) for url, _ in page.links)
    assert re.findall(r"(?m)^https?://\S+$", email.text) == [url for url, _ in page.links]
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", email.subject + email.text + email.html
    )
    assert "\n" not in email.subject


def test_no_deceiving_characters_come_in_by_our_own_words():
    email = _email(
        EmailKind.CONFIRMATION, {"asked": ["tamper\u202egnp.exe\x00"], "operator_address": "1 Quay\r\n\x1b[31m"}
    )
    assert "- tampergnp.exe\n" in email.text
    assert "<bdi>tampergnp.exe</bdi>" in email.html
    assert "1 Quay [31m\n" in email.text


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80))
def test_no_words_of_an_outlet_forge_a_mark(words):
    line = Line(words, "a1", words, None)
    email = _email(context={"content": _content(subject=words, lede=line, quotes=(Quote(words, (line,)),), reports=())})
    assert email.html.count(email.marks["unsubscribe"]) == 1
    assert email.text.count(email.marks["unsubscribe"]) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_mails_about_the_news_and_no_others_carry_list_headers(kind):
    assert ("List-Unsubscribe" in _email(kind).headers) is (kind in NEWS)


@pytest.mark.parametrize("kind", sorted(NEWS))
def test_mails_about_the_news_say_why_they_come_and_how_to_end_them(kind):
    email = _email(kind)
    assert "You get this because you " in email.text
    assert ("http://news.test/unsubscribe/" + email.marks["unsubscribe"], "Unsubscribe") in _Page(email.html).links


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_names_its_sender_and_postal_address(kind):
    assert "Sent by The Orvo Courier\n1 Quay Street, Orvo\n" in _email(kind).text


@pytest.mark.parametrize(
    ("standing", "english", "german"),
    [
        (
            Standing(("the Harbour Office",), first_reported_by=("Island Radio", "The Gull"), outlets=3, owners=2),
            "Confirmed by the Harbour Office · first reported by Island Radio and The Gull · 2 independent outlets",
            "Bestätigt: the Harbour Office · zuerst gemeldet: Island Radio und The Gull · 2 unabhängige Medien",
        ),
        (Standing(denied_by=("<b>",)), "Denied by <b> · 1 outlet", "Dementiert: <b> · 1 Medium"),
        (Standing(outlets=2), "1 independent outlet", "1 unabhängiges Medium"),
    ],
)
def test_how_an_event_stands_is_said_in_the_language_of_the_mail(standing, english, german):
    for language, expected in (("en", english), ("de", german)):
        email = _email(context={"content": _content(standing=standing)}, language=language)
        assert f"\n\n{expected}\n\n" in email.text
        assert set(expected.split()) <= set(_Page(email.html).seen)
        assert "<b>" not in email.html


@pytest.mark.parametrize(
    "corroboration",
    [
        Corroboration(owners=("Orvo Courier",)),
        Corroboration(owners=("Orvo Courier", "Tessaly Post")),
        Corroboration(owners=("Orvo Courier",), first_reported_by=(Provenance("The Gull", ()),)),
    ],
)
@pytest.mark.parametrize("outlets", [["Orvo Courier"], ["Orvo Courier", "Tessaly Post"]])
def test_the_english_of_a_mail_is_the_english_that_is_kept_with_the_alert(corroboration, outlets):
    articles = [Article(id=outlet, outlet=outlet, body=("Ferry aground.",)) for outlet in outlets]
    content = _content(status="?", standing=standing(articles, corroboration))
    assert f"\n\n{status(articles, corroboration)}\n\n" in _email(context={"content": content}).text


def test_what_reports_tell_differently_stands_side_by_side_and_what_one_alone_tells_apart():
    text = _email(context=sample_context(EmailKind.ALERT, "en")).text
    assert (
        "\nREPORTS DIFFER\n\nOn how many: passengers:\nForty passengers were waiting when the wall fell\n"
        "-- The Orvo Courier\nhttps://courier.example/harbour-wall\n\n"
        "… some sixty passengers were on the pier, the ferry company said\n"
        "-- Island Radio\nhttps://radio.example/771\n\nONLY IN ONE REPORT\n\nMira Lund, who runs the harbour café:\n"
    ) in text


@pytest.mark.parametrize(
    ("kind", "what", "about"),
    [
        (DifferenceKind.FIGURE, "", "On how many"),
        (DifferenceKind.FIGURE, "<b>dead</b>", "On how many: <b>dead</b>"),
        (DifferenceKind.TIME, "", "On when"),
    ],
)
def test_it_is_said_in_what_reports_differ(kind, what, about):
    lines = (Line("six", "a1", "Courier", COURIER), Line("nine", "a2", "Radio", RADIO))
    email = _email(context={"content": _content(contrasts=(Contrast(kind, what, lines),))})
    assert f"\n{about}:\nsix\n-- Courier\n{COURIER}\n\nnine\n-- Radio\n{RADIO}\n" in email.text
    assert about in " ".join(_Page(email.html).seen)
    assert "<b>" not in email.html


def test_a_status_without_its_parts_stays_english_and_is_marked_so():
    html = _email(language="de").html
    assert '<span lang="en" dir="ltr">Confirmed by the harbour office · 3 independent outlets</span>' in html


def test_outlets_words_keep_their_language_in_a_mail_of_another():
    html = _email(context={"content": _content(language="ar")}, language="de").html
    assert '<html lang="de" dir="ltr">' in html
    assert re.search(r'<h1 [^>]* lang="ar" dir="rtl"><bdi>Ferries', html)


def test_an_update_names_the_alert_it_follows_and_what_is_new():
    email = _email(EmailKind.UPDATE)
    assert email.subject == "Update: Ferries to Orvo run again from the old pier"
    assert email.text.startswith(
        "Update on the alert of 4 May 2031, 09:30 UTC:\nFerries to Orvo suspended as harbour wall gives way\n\n"
    )
    assert "\nWHAT IS NEW\n\nJon Pell, Island Ferries:\n" in email.text


def test_a_correction_says_what_was_sent_what_was_wrong_and_what_the_outlets_say_now():
    email = _email(EmailKind.CORRECTION)
    assert email.subject == "Correction: Ferries to Orvo suspended as harbour wall gives way"
    places = [email.text.index(f"\n{heading}\n\n") for heading in ("WHAT WAS WRONG", "WHAT WE SENT")]
    assert places == sorted(places)
    assert "\nWHAT THE OUTLETS SAY NOW\n\nHarbour office: no ferry was damaged at Orvo\n" in email.text


def test_a_retraction_takes_all_of_the_alert_back():
    email = _email(EmailKind.CORRECTION, sample_context(EmailKind.CORRECTION, "en") | {"retracted": True, "note": ""})
    assert email.subject == "Taken back: Ferries to Orvo suspended as harbour wall gives way"
    assert "We take it back, and we are sorry.\n\nWHAT WE SENT\n" in email.text


def test_a_digest_lists_its_alerts_with_how_each_stands():
    email = _email(EmailKind.DIGEST)
    assert email.subject == "3 news alerts: Ferries to Orvo suspended as harbour wall gives way"
    assert (
        "\n\nWesthaven council resigns over water charges\n(Headline: Island Radio)\nhttps://courier.example/also\n"
        "1 outlet\nAlert of 4 May 2031, 10:30 UTC\n\n"
    ) in email.text


def test_a_goodbye_has_a_way_back_and_nothing_to_end():
    email = _email(EmailKind.GOODBYE)
    assert set(email.marks) == {"preferences"}
    assert email.subject == "You get no more news alerts from The Orvo Courier"
    assert "offers" not in _email(EmailKind.GOODBYE, {"offers": False}).text


def test_what_was_agreed_stays_in_the_language_it_was_agreed_in():
    html = _email(EmailKind.CONFIRMATION, {"asked": ["Email me when news breaks."]}, "de").html
    assert '<bdi lang="en" dir="ltr">Email me when news breaks.</bdi>' in html


def test_an_alert_carries_the_list_headers_whatever_its_caller_says():
    email = _email(headers={"List-Id": "Časopis <x>", "Feedback-ID": "1:alerts:news.test:stoppress"})
    assert email.headers == {
        "List-Id": "<alerts.news.test>",
        "Feedback-ID": "1:alerts:news.test:stoppress",
        "List-Unsubscribe": f"<http://news.test/unsubscribe/{email.marks['unsubscribe']}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def test_marks_are_new_for_each_mail_and_may_be_used_in_context_and_headers():
    first = _email(
        headers={"X-Page": "http://news.test/p/{preferences}"}, context={"content": _content(), "why": "{unsubscribe}"}
    )
    assert first.headers["X-Page"] == f"http://news.test/p/{first.marks['preferences']}"
    assert f"\n{first.marks['unsubscribe']}\n" in first.text
    assert set(first.marks) == {"unsubscribe", "preferences"}
    assert not set(first.marks.values()) & set(_email().marks.values())


def test_a_confirmation_says_who_asks_and_what_was_agreed():
    wording = ["Email me when news breaks.", "Email me <offers> & events."]
    email = _email(EmailKind.CONFIRMATION, {"asked": wording})
    assert email.subject == "Please confirm: news alerts from The Orvo Courier"
    assert set(email.marks) == {"confirm"}
    assert f"\nhttp://news.test/confirm/{email.marks['confirm']}\n" in email.text
    assert "- Email me when news breaks.\n- Email me <offers> & events.\n" in email.text
    assert "<bdi>Email me &lt;offers&gt; &amp; events.</bdi>" in email.html
    assert "Do nothing: without the confirmation you get no alerts, and the address is deleted." in email.text
    assert "The Orvo Courier\n1 Quay Street, Orvo\n" in email.text


def test_an_already_subscribed_mail_has_the_links_to_change_and_to_end_it():
    email = _email(EmailKind.ALREADY_SUBSCRIBED, {})
    assert set(email.marks) == {"unsubscribe", "preferences"}
    assert f"\nhttp://news.test/unsubscribe/{email.marks['unsubscribe']}\n" in email.text


def test_a_sender_that_is_no_address_is_a_wrong_setting():
    with pytest.raises(SettingError):
        render_email(EmailKind.CONFIRMATION, {}, sender="Orvo", language="en", expires_at=NOW, headers={})


@pytest.mark.parametrize(
    ("zone", "worded"),
    [
        ("UTC", "4 May 2031, 09:30 UTC"),
        ("Europe/Prague", "4 May 2031, 11:30 CEST"),
        ("America/New_York", "4 May 2031, 05:30 EDT"),
        ("Asia/Kathmandu", "4 May 2031, 15:15 UTC+05:45"),
        ("America/Sao_Paulo", "4 May 2031, 06:30 UTC-03:00"),
    ],
)
def test_a_time_is_shown_in_a_zone_that_is_named(zone, worded):
    assert shipped_wording("en").moment(NOW, zone) == worded


def test_a_publication_known_by_its_day_is_shown_without_an_hour():
    assert shipped_wording("en").moment(datetime(2031, 5, 4, tzinfo=UTC), "America/New_York") == "4 May 2031"


def test_an_unknown_zone_is_a_wrong_setting():
    with pytest.raises(SettingError):
        shipped_wording("en").moment(NOW, "Orvo/Quay")
