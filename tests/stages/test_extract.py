import json
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from stoppress.domain.article import Article, Dropped, DropReason, Precision, Stated
from stoppress.domain.errors import InputError
from stoppress.stages.extract import extract_page, extract_text

ONE = "The old bridge in Orvo was closed on Sunday after an inspector found a crack in its second arch, the mayor said."
TWO = "“It is safe to walk,” Lena Fisk told reporters. “It is not safe to drive.”"
THREE = "Readers of the town's newsletter had been told to sign up for the ferry as early as April, when the ice broke."
FOUR = "Buses will go by the ferry road until the arch has been mended, which may take a month, the council said."
BODY = (ONE, TWO, THREE, FOUR)
TITLE = "Bridge in Orvo closes after crack is found"
STATED = Stated(id="a1")
HALF_PAST_NINE = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
PANEL = "Sign up to our free breaking news emails"
INVALID = "Please enter a valid email address"
WISH = "I would like to be emailed about offers, events and updates from The Orvo Courier."
NOTICE = "Read our privacy notice"
CAPTION = "The bridge at Orvo on Sunday, seen from the quay."
CREDIT = "Jon Reed/Valley Press"


def page(body, *, head="", lang=' lang="en-GB"'):
    return f"<!doctype html><html{lang}><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"


def paragraphs(*texts):
    return "".join(f"<p>{text}</p>" for text in texts)


def linked(**fields):
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def reasons(article):
    return [(piece.text, piece.reason) for piece in article.dropped]


def test_a_page_with_a_sign_up_panel_in_the_article():
    panel = f"""<aside class="newsletter-box"><h3>{PANEL}</h3><form action="/s">
        <label>Email <input type="email"></label>
        <span>{INVALID}</span><label><input type="checkbox">{WISH}</label><a href="/p">{NOTICE}</a>
        <button>SIGN UP</button></form></aside>"""
    head = (
        linked(
            datePublished="2031-05-04T11:30:00+02:00",
            author=[{"@type": "Person", "name": "Ada Obi"}],
            publisher={"@type": "Organization", "name": "The Orvo Courier"},
            description="What the crack means",
        )
        + '<link rel="canonical" href="/news/bridge">'
    )
    markup = page(
        f"""<nav><a href="/">Home</a></nav><main><article><h1>{TITLE}</h1><h2>What the crack means</h2>
        {paragraphs(ONE, TWO)}{panel}{paragraphs(THREE, FOUR)}</article></main>
        <footer><p>The Courier, 1 Quay Street</p></footer>""",
        head=head,
    )
    found = extract_page(markup, Stated(id="a1", url="https://courier.test/news/bridge?from=feed", owner="Quay Press"))
    assert found == Article(
        id="a1",
        outlet="The Orvo Courier",
        body=BODY,
        lede=ONE,
        headline=TITLE,
        standfirst="What the crack means",
        byline="Ada Obi",
        owner="Quay Press",
        url="https://courier.test/news/bridge?from=feed",
        published=HALF_PAST_NINE,
        precision=Precision.SECOND,
        language="en",
        dropped=(
            Dropped(PANEL, DropReason.SIGN_UP),
            Dropped("Email", DropReason.SIGN_UP),
            Dropped(INVALID, DropReason.VALIDATION),
            Dropped(WISH, DropReason.CONSENT),
            Dropped(NOTICE, DropReason.CONSENT),
            Dropped("SIGN UP", DropReason.SIGN_UP),
        ),
    )


def test_a_page_with_captions_and_credits_in_the_text():
    markup = page(
        f"""<article><h1>{TITLE}</h1>
        <figure><img src="a.jpg"><figcaption>{CAPTION} <span class="photo-credit">Jon Reed</span></figcaption></figure>
        {paragraphs(ONE)}<p>Mayor Lena Fisk at the bridge on Sunday. {CREDIT}</p>{paragraphs(TWO)}
        <div class="image"><img src="b.jpg"><div class="image-caption">The second arch.</div></div>
        {paragraphs(THREE)}<p>Photograph: {CREDIT}</p>{paragraphs(FOUR)}</article>"""
    )
    found = extract_page(markup, STATED)
    assert found.body == BODY
    assert reasons(found) == [
        (CAPTION, DropReason.CAPTION),
        ("Jon Reed", DropReason.CREDIT),
        ("Mayor Lena Fisk at the bridge on Sunday.", DropReason.CAPTION),
        (CREDIT, DropReason.CREDIT),
        ("The second arch.", DropReason.CAPTION),
        (f"Photograph: {CREDIT}", DropReason.CREDIT),
    ]


def test_a_page_whose_classes_are_hashed():
    markup = page(
        f"""<div id="__app"><div class="x1a"><div class="k9f"><h1 class="h7">{TITLE}</h1></div>
        <div class="b2c"><p class="p0">{ONE}</p>
        <div class="q1"><img src="a.jpg"><div class="q2">{CAPTION}</div><div class="q3">{CREDIT}</div></div>
        <p class="p0">{TWO}</p>
        <div class="sc-a8f3"><div class="z1"><h3 class="z2">{PANEL}</h3><p class="z3">{INVALID}</p>
        <div class="z4">SIGN UP</div>
        <p class="z5">{WISH} {NOTICE}</p></div></div>
        <p class="p0">{THREE}</p><p class="p0"><a href="/x">Read more: How the ferry came to Orvo</a></p>
        <p class="p0">{FOUR}</p></div></div></div>"""
    )
    found = extract_page(markup, STATED)
    assert found.body == BODY
    assert reasons(found) == [
        (CAPTION, DropReason.CAPTION),
        (CREDIT, DropReason.CREDIT),
        (PANEL, DropReason.SIGN_UP),
        (INVALID, DropReason.VALIDATION),
        ("SIGN UP", DropReason.SIGN_UP),
        (f"{WISH} {NOTICE}", DropReason.CONSENT),
        ("Read more: How the ferry came to Orvo", DropReason.READ_MORE),
    ]


def test_a_panel_around_an_address_field_goes_whole_whatever_it_says():
    lines = "<div>The Harbour Light</div><div>Our best stories, each dawn.</div>"
    panel = f'<div class="c1">{lines}<input type="email"><b>Go</b></div>'
    found = extract_page(
        page(f"<article><h1>{TITLE}</h1>{paragraphs(ONE, TWO)}{panel}{paragraphs(THREE, FOUR)}</article>"), STATED
    )
    assert found.body == BODY
    assert reasons(found) == [
        ("The Harbour Light", DropReason.SIGN_UP),
        ("Our best stories, each dawn.", DropReason.SIGN_UP),
        ("Go", DropReason.SIGN_UP),
    ]


def test_a_page_that_is_one_form_keeps_its_article():
    markup = page(
        f'<form id="aspnet"><input type="email" name="email"><h1>{TITLE}</h1><div>{paragraphs(*BODY)}</div></form>'
    )
    assert extract_page(markup, STATED).body == BODY


def test_a_paragraph_beside_a_picture_stays():
    markup = page(
        f'<article><h1>{TITLE}</h1><div><img src="a.jpg"><p>{ONE}</p></div>{paragraphs(TWO, THREE, FOUR)}</article>'
    )
    assert extract_page(markup, STATED).body == BODY


def article_of(*parts):
    return page(f"<main><article><h1>{TITLE}</h1><div class=text>{''.join(parts)}</div></article></main>")


def test_a_paragraph_that_the_extractor_leaves_out_between_others_of_its_box_is_read():
    markup = article_of(paragraphs(ONE), f'<p class="related-meta">{TWO}</p>', paragraphs(THREE, FOUR))
    assert extract_page(markup, STATED).body == BODY


def test_a_list_that_a_sentence_leads_up_to_stays_though_its_rows_are_links():
    rows = ("the report of the inspectors, of 212 pages", "the letter of the council")
    linked_rows = "".join(f'<li><a href="/d">{row}</a></li>' for row in rows)
    lead = "Two papers on the bridge were made public on Monday:"
    markup = article_of(paragraphs(ONE, lead), f"<ul>{linked_rows}</ul>", paragraphs(THREE, FOUR))
    assert extract_page(markup, STATED).body == (ONE, lead, *rows, THREE, FOUR)


def test_a_list_of_links_goes_with_its_label():
    links = "".join(f'<li><a href="/{n}">How the ferry came to Orvo, part {n}</a></li>' for n in range(3))
    box = f'<div class="k1"><h3>Worth your time</h3><ul>{links}</ul></div>'
    found = extract_page(article_of(paragraphs(ONE, TWO), box, paragraphs(THREE, FOUR)), STATED)
    assert found.body == BODY


def test_a_line_that_is_a_link_and_no_sentence_goes_and_a_linked_sentence_stays():
    sentence = f'<p><a href="/report">{TWO}</a></p>'
    teaser = '<p><a href="/x"><strong>How the ferry came to Orvo</strong></a></p>'
    found = extract_page(article_of(paragraphs(ONE), sentence, teaser, paragraphs(THREE, FOUR)), STATED)
    assert found.body == BODY


def test_a_sentence_shown_again_large_goes_with_who_said_it():
    quote = "<aside><blockquote><p>It is safe to walk</p><cite>Lena Fisk</cite></blockquote></aside>"
    found = extract_page(article_of(paragraphs(ONE, TWO), quote, paragraphs(THREE, FOUR)), STATED)
    assert found.body == BODY


def test_a_quotation_that_stands_once_stays():
    quote = "<blockquote><p>We will not open it in haste, whatever it may cost.</p></blockquote>"
    found = extract_page(article_of(paragraphs(ONE, TWO), quote, paragraphs(THREE, FOUR)), STATED)
    assert found.body == (ONE, TWO, "We will not open it in haste, whatever it may cost.", THREE, FOUR)


def test_key_points_that_the_text_makes_again_go_and_others_stay():
    def body(*points):
        rows = "".join(f"<li>{point}</li>" for point in points)
        return extract_page(article_of(f"<ul>{rows}</ul>", paragraphs(*BODY)), STATED).body

    assert body("The old bridge in Orvo was closed on Sunday", "Buses will go by the ferry road") == BODY
    others = ("The bridge was built by nuns in 1204.", "Nobody has crossed it by night since.")
    assert body(*others) == (*others, *BODY)


def test_a_line_about_the_author_below_the_text_goes():
    line = "Ada Obi is a reporter at The Orvo Courier and has written of bridges for years."
    markup = article_of(paragraphs(*BODY), f"<p><em>{line}</em></p>").replace(
        "<head>", f"<head>{linked(author={'name': 'Ada Obi'})}"
    )
    found = extract_page(markup, STATED)
    assert (found.body, reasons(found)) == (BODY, [(line, DropReason.BYLINE)])


def test_an_embedded_post_goes():
    post = '<blockquote class="twitter-tweet"><p>Sirens in Orvo, nobody tells us a thing.</p>Joe (@joe)</blockquote>'
    assert extract_page(article_of(paragraphs(ONE, TWO), post, paragraphs(THREE, FOUR)), STATED).body == BODY


def test_teasers_side_by_side_are_none_of_a_short_article():
    cards = "".join(
        f'<div class="c"><a href="/{n}"><img src="{n}.jpg"></a><h4><a href="/{n}">How the ferry came, {n}</a></h4>'
        f"<p>All that you need to know of it, in {n} minutes.</p></div>"
        for n in range(4)
    )
    markup = page(f"<main><div><h1>{TITLE}</h1><p>{ONE}</p></div><section>{cards}</section></main>")
    assert extract_page(markup, STATED).body == (ONE,)


def test_a_heading_below_which_nothing_is_left_goes():
    links = '<p><a href="/x">How the ferry came to Orvo</a></p>'
    found = extract_page(article_of(paragraphs(*BODY), f"<h2>From elsewhere</h2>{links}"), STATED)
    assert found.body == BODY


def test_a_table_of_figures_is_read_row_by_row():
    table = "<table><tr><th>Year</th><th>Ships</th></tr><tr><td>2030</td><td>412 in all</td></tr></table>"
    found = extract_page(article_of(paragraphs(ONE, TWO), table, paragraphs(THREE, FOUR)), STATED)
    assert found.body == (ONE, TWO, "Year Ships", "2030 412 in all", THREE, FOUR)


def test_what_only_machines_are_to_read_is_not_read():
    hidden = '<span class="sr-only">opens in a new window</span><span style="display:none">x</span>'
    assert extract_page(article_of(f"<p>{ONE}{hidden}</p>", paragraphs(TWO, THREE, FOUR)), STATED).body == BODY


@pytest.mark.parametrize("text", ["\n\n".join(BODY), paragraphs(*BODY)])
def test_a_page_that_a_script_fills_in_is_read_from_its_data(text):
    markup = page(f"<main><h1>{TITLE}</h1><div>Loading</div></main>", head=linked(articleBody=text))
    assert extract_page(markup, STATED).body == BODY


@pytest.mark.parametrize(
    ("head", "is_paywalled"),
    [
        (linked(isAccessibleForFree=False), True),
        (linked(isAccessibleForFree="False"), True),
        (linked(isAccessibleForFree=True), False),
        (linked(hasPart={"@type": "WebPageElement", "isAccessibleForFree": False}), True),
        ('<meta property="article:content_tier" content="locked">', True),
        ('<meta property="article:content_tier" content="free">', False),
        ("", False),
    ],
)
def test_a_page_that_states_to_be_for_subscribers_is_marked_so(head, is_paywalled):
    assert extract_page(page(paragraphs(*BODY), head=head), STATED).paywalled is is_paywalled


def test_the_text_behind_a_paywall_is_not_taken_from_the_pages_data():
    head = linked(isAccessibleForFree=False, articleBody="\n".join(BODY))
    assert extract_page(page(f"<article><h1>{TITLE}</h1>{paragraphs(ONE)}</article>", head=head), STATED).body == (ONE,)


def test_a_notice_below_the_text_marks_it_and_goes_with_its_offer():
    notice, offer = "This article is for subscribers only.", "Unlimited access on all devices"
    found = extract_page(article_of(paragraphs(ONE, TWO), paragraphs(notice, offer)), STATED)
    assert (found.body, found.paywalled) == ((ONE, TWO), True)
    assert reasons(found) == [(notice, DropReason.PAYWALL), (offer, DropReason.PAYWALL)]
    text = extract_text(f"{ONE}\n\n{TWO}\n\n{notice}", STATED)
    assert (text.body, text.paywalled) == ((ONE, TWO), True)


def test_section_and_later_edition_are_read_as_stated():
    def facts(**fields):
        head = linked(datePublished="2031-05-04T09:30:00Z", **fields)
        found = extract_page(page(paragraphs(*BODY), head=head), STATED)
        return found.section, found.modified

    later = datetime(2031, 5, 4, 10, tzinfo=UTC)
    assert facts(articleSection=["Region", "News"], dateModified="2031-05-04T12:00:00+02:00") == ("Region", later)
    assert facts(dateModified="2031-05-04T12:00:00") == (None, None)  # no zone
    assert facts(dateModified="2031-05-04T09:30:00Z") == (None, None)  # no later than the first
    meta = '<meta property="article:section" content="Region">'
    meta += '<meta property="article:modified_time" content="2031-05-04T10:00:00Z">'
    found = extract_page(page(paragraphs(*BODY), head=meta), STATED)
    assert (found.section, found.modified) == ("Region", later)


def test_a_sign_up_box_goes_in_any_language_and_a_text_without_blanks_is_no_box():
    first, last = (
        "青浜港で十二日未明、貨物船が防波堤に衝突した。乗組員八人は全員無事だった。",
        "「見えた時には遅かった」と船長は話している。",
    )
    box = '<div><p>メールマガジンに登録する</p><input type="email"></div>'
    assert extract_page(article_of(paragraphs(first), box, paragraphs(last)), STATED).body == (first, last)


def test_paragraphs_divided_by_line_breaks_are_paragraphs():
    markup = page(f"<article><h1>{TITLE}</h1><div>{ONE}<br><br>{TWO}<br><br>{THREE}<br><br>{FOUR}</div></article>")
    assert extract_page(markup, STATED).body == BODY


def test_lists_quotes_and_inline_markup_are_read_in_order():
    markup = page(
        f"""<article><h1>{TITLE}</h1><p>The old bridge in <b>Orvo</b> was <a href="x">closed</a> on Sunday,
        the mayor said in the town.</p>
        <ul><li>First, the arch is held up.</li><li>Then, the stone is put in.</li></ul>
        <blockquote><p>We will not open it in haste.</p></blockquote><p>{FOUR}</p></article>"""
    )
    assert extract_page(markup, STATED).body == (
        "The old bridge in Orvo was closed on Sunday, the mayor said in the town.",
        "First, the arch is held up.",
        "Then, the stone is put in.",
        "We will not open it in haste.",
        FOUR,
    )


def test_what_is_stated_wins_over_the_page():
    stated = Stated(
        id="a1",
        outlet="Courier",
        url="https://courier.test/1",
        headline="As the feed has it",
        published=datetime(2031, 5, 4, 8, tzinfo=UTC),
        precision=Precision.SECOND,
        language="de",
    )
    head = (
        linked(datePublished="2031-05-04T09:30:00Z")
        + '<meta property="og:site_name" content="Other"><link rel=canonical href="https://x.test/">'
    )
    found = extract_page(page(f"<article><h1>{TITLE}</h1>{paragraphs(*BODY)}</article>", head=head), stated)
    assert (found.outlet, found.url, found.headline, found.published, found.language) == (
        "Courier", "https://courier.test/1", "As the feed has it", datetime(2031, 5, 4, 8, tzinfo=UTC), "de",
    )  # fmt: skip


def test_a_pages_exact_time_wins_over_the_day_stated_but_not_over_another_day():
    day = datetime(2031, 5, 4, tzinfo=UTC)
    stated = Stated(id="a1", published=day, precision=Precision.DAY)

    def published(time):
        found = extract_page(page(paragraphs(*BODY), head=linked(datePublished=time)), stated)
        return found.published, found.precision

    assert published("2031-05-04T09:30:00Z") == (HALF_PAST_NINE, Precision.SECOND)
    for moment in (datetime(2031, 5, 3, 11, tzinfo=UTC), datetime(2031, 5, 5, 11, tzinfo=UTC)):
        assert published(moment.isoformat()) == (moment, Precision.SECOND)  # 4 May in Kiritimati and in Baker Island
    assert published("2031-05-03T08:00:00Z") == published("2031-05-05T20:00:00Z") == (day, Precision.DAY)
    assert published("2031-05-09T09:30:00Z") == (day, Precision.DAY)
    assert published("2031-05-01T09:30:00Z") == (day, Precision.DAY)


@pytest.mark.parametrize(
    "head",
    [
        linked(datePublished="2031-05-04T05:30:00-04:00"),
        (
            '<script type="application/ld+json">{"@graph":[{"@type":"WebPage"},'
            '{"@type":["ReportageNewsArticle"],"datePublished":"2031-05-04T09:30Z"}]}</script>'
        ),
        '<meta property="article:published_time" content="2031-05-04T09:30:00Z">',
        '<meta itemprop="datePublished" content="2031-05-04T11:30:00+02:00">',
        '<meta name="date" content="2031-05-04"><meta name="parsely-pub-date" content="2031-05-04T09:30:00Z">',
        (
            '<script type="application/ld+json">{broken</script>'
            '<meta name="pubdate" content="Sun, 04 May 2031 09:30:00 GMT">'
        ),
    ],
)
def test_the_publication_time_is_read_in_utc(head):
    found = extract_page(page(paragraphs(*BODY), head=head), STATED)
    assert (found.published, found.precision) == (HALF_PAST_NINE, Precision.SECOND)


def test_the_articles_time_element_is_its_publication():
    markup = page(
        f'<article><h1>{TITLE}</h1><time datetime="2031-05-04T09:30:00Z">4 May</time>{paragraphs(*BODY)}</article>'
        '<time datetime="2030-01-01">x</time>'
    )
    assert extract_page(markup, STATED).published == HALF_PAST_NINE


def test_no_time_is_guessed():
    markup = page(
        f"<article><h1>{TITLE}</h1>{paragraphs(*BODY)}</article><footer>© 2031 Courier, printed May 4, 2031</footer>"
    )
    assert extract_page(markup, STATED).published is None


@pytest.mark.parametrize(
    ("head", "headline"),
    [
        (linked(headline="Bridge &amp; ferry"), "Bridge & ferry"),
        (
            (
                '<meta property="og:title" content="Bridge closes | The Courier">'
                '<meta property="og:site_name" content="The Courier">'
            ),
            "Bridge closes",
        ),
        (
            "<title>Bridge closes - The Courier</title><meta property=og:site_name content='The Courier'>",
            "Bridge closes",
        ),
        ("<title>The Courier</title><meta property=og:site_name content='The Courier'>", None),
        ("", None),
    ],
)
def test_the_headline_is_the_pages_own_or_none(head, headline):
    found = extract_page(page(f"<div>{paragraphs(*BODY)}</div>", head=head), STATED)
    assert (found.headline, found.title_is_lede) == (headline, headline is None)


def test_a_description_that_is_a_paragraph_stays_one():
    found = extract_page(
        page(f"<article><h1>{TITLE}</h1>{paragraphs(*BODY)}</article>", head=linked(description=ONE)), STATED
    )
    assert (found.standfirst, found.body) == (None, BODY)


def test_a_byline_in_the_text_is_taken_out_of_it():
    found = extract_page(page(f"<article><h1>{TITLE}</h1>{paragraphs('By Ada Obi', *BODY)}</article>"), STATED)
    assert (found.byline, found.body) == ("Ada Obi", BODY)


@pytest.mark.parametrize(
    "byline",
    [
        '<p class="author">Words by Ada Obi</p>',
        '<div class="article-byline">By Ada Obi</div>',
        '<a rel="author" href="/ada">Ada Obi</a>',
        '<span itemprop="author">Ada Obi</span>',
    ],
)
def test_a_byline_is_known_by_its_markup(byline):
    found = extract_page(page(f"<article><h1>{TITLE}</h1>{byline}{paragraphs(*BODY)}</article>"), STATED)
    assert (found.byline, found.body) == ("Ada Obi", BODY)


def test_a_box_about_the_author_is_no_byline():
    box = f'<div class="about-author"><p>{"Ada Obi has written of bridges for many years. " * 5}</p></div>'
    assert extract_page(page(f"<article>{paragraphs(*BODY)}{box}</article>"), STATED).byline is None


def test_a_dateline_is_named_and_stays_in_the_text():
    first = f"ORVO, May 4 (Valley Press) - {ONE}"
    found = extract_page(page(f"<article><h1>{TITLE}</h1>{paragraphs(first, TWO, THREE)}</article>"), STATED)
    assert (found.dateline, found.body[0]) == ("ORVO, May 4 (Valley Press) -", first)


def test_a_page_of_one_sentence_is_read():
    found = extract_page(
        page(f"<article><h1>Fire in Orvo</h1>{paragraphs('A fire broke out in Orvo.')}</article>"), STATED
    )
    assert (found.headline, found.body) == ("Fire in Orvo", ("A fire broke out in Orvo.",))


def test_a_fragment_as_feeds_carry_it_is_read():
    assert extract_page(paragraphs(*BODY), Stated(id="a1", headline=TITLE)).body == BODY
    assert extract_page("<p>A fire broke out in Orvo.</p>", Stated(id="a1", headline="Fire")).body == (
        "A fire broke out in Orvo.",
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//[", "data:x", "https://u:p@x.test/"])
def test_an_unsafe_address_of_the_page_is_not_kept(address):
    found = extract_page(page(paragraphs(*BODY), head=f'<link rel="canonical" href="{address}">'), Stated(id="a1"))
    assert found.url is None


@pytest.mark.parametrize("year", ["9999", "0001", "1970", "2200"])
def test_a_year_in_which_no_news_was_published_is_no_publication_time(year):
    head = linked(datePublished=f"{year}-12-31T23:59:59-10:00") + f'<meta name="date" content="{year}-01-01">'
    markup = page(f"<p>Published 1 January {year}, 09:30 GMT</p>{paragraphs(*BODY)}", head=head)
    assert extract_page(markup, STATED).published is None
    assert extract_text("\n\n".join((f"Published 1 January {year}", *BODY)), STATED).published is None


def all_texts(article):
    fields = (getattr(article, name) for name in Article.__dataclass_fields__)
    flat = [text for field in fields for text in (field if isinstance(field, tuple) else (field,))]
    return [piece.text if isinstance(piece, Dropped) else piece for piece in flat if isinstance(piece, (str, Dropped))]


CUT = "\ud83d\0"
CUT_STATED = Stated(
    id=f"a{CUT}",
    outlet=f"O{CUT}",
    owner=f"P{CUT}",
    url=f"https://a.test/{CUT}",
    headline=f"H{CUT}",
    language=f"en{CUT}",
)


@pytest.mark.parametrize("stated", [STATED, CUT_STATED])
@pytest.mark.parametrize("cut", [CUT, "&#55357;&#56832;&#0;", "&amp;#xD83D;"])
def test_every_text_of_a_pages_article_can_be_kept(stated, cut):
    head = linked(  # written as \\ud83d and \\u0000
        headline=f"<b>{TITLE}</b>{cut}", author=[{"name": f"Ada Obi{cut}"}], publisher={"name": f"The Courier{cut}"},
        description=f"What it means{cut}", url=f"https://courier.test/{cut}",
    ) + f'<meta property="og:url" content="https://courier.test/{cut}">'  # fmt: skip
    text = f"""<article><h1>Another{cut}</h1><h2>What it means{cut}</h2><p>By Ada Obi{cut}</p>{paragraphs(*BODY)}
        <p>It is {cut} closed, the council said.</p><aside class="newsletter-box"><h3>{PANEL}{cut}</h3><form><input
        type=email></form></aside><figure><img src=a><figcaption>{CAPTION}{cut}</figcaption></figure></article>"""
    found = extract_page(page(text, head=head, lang=f' lang="en{cut}"'), stated)
    assert found.dropped
    assert "\0" not in "".join(all_texts(found)).encode().decode()


@pytest.mark.parametrize("stated", [STATED, CUT_STATED])
def test_every_text_of_a_texts_article_can_be_kept(stated):
    lines = (f"{TITLE}{CUT}", f"By Ada Obi{CUT}", f"ORVO{CUT}, May 4 - {ONE}{CUT}", *BODY[1:], f"{PANEL}{CUT}")
    found = extract_text("\n\n".join(lines), stated)
    assert found.dropped
    assert "\0" not in "".join(all_texts(found)).encode().decode()


def test_an_emoji_cut_in_two_is_shown_as_the_replacement_character():
    markup = page(paragraphs(*BODY), head=linked(headline=f"{TITLE} \ud83d", author={"name": "Ada \ude00Obi"}))
    found = extract_page(markup, CUT_STATED)
    assert (found.id, found.outlet, found.owner, found.url, found.headline, found.byline, found.language) == (
        "a\ufffd", "O\ufffd", "P\ufffd", None, "H\ufffd", "Ada \ufffdObi", "en\ufffd",
    )  # fmt: skip
    assert extract_page(markup, STATED).headline == f"{TITLE} \ufffd"


def test_control_and_direction_characters_are_removed():
    found = extract_page(page(paragraphs(ONE.replace("old", "o\u202eld\x07"), TWO, THREE)), STATED)
    assert found.body[0] == ONE


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", ""),
        ("utf-8", "windows-1252"),
        ("windows-1251", "windows-1251"),
        ("shift_jis", "shift_jis"),
        ("utf-16", ""),
    ],
)
def test_pages_are_decoded_as_they_are(charset, declared):
    text = {"windows-1251": "Мост в Орво закрыт. ", "shift_jis": "橋は閉鎖された。"}.get(
        charset, "Brücke in Orvo geschlossen. "
    ) * 5
    markup = f'<html><head><meta charset="{declared}"></head><body><p>{text}</p></body></html>'.encode(charset)
    assert extract_page(markup, STATED).body == (text.strip(),)


def test_a_page_in_no_declared_charset_is_read_as_browsers_do():
    assert extract_page("<html><body><p>Caf\xe9 “Orvo”</p></body></html>".encode("cp1252"), STATED).body == (
        "Café “Orvo”",
    )


def test_a_charset_that_is_no_charset_does_no_harm():
    markup = b'<html><head><meta charset="unicode_escape"></head><body><p>Caf\xe9 \\u0041</p></body></html>'
    assert extract_page(markup, STATED).body == ("Café \\u0041",)


@pytest.mark.parametrize(
    "markup",
    [b"", "", "   ", b"\0\0\0", "<html></html>", "<!-- x -->", "<html><body><script>x()</script></body></html>"],
)
def test_a_page_with_nothing_in_it_is_an_error(markup):
    with pytest.raises(InputError):
        extract_page(markup, STATED)


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 50_000 + "x",
        "<b>" * 50_000 + "x",
        "<table><tr><td>" * 2_000 + "x",
        "<p>x" * 200_000,
        linked(x=[[]] * 10).replace("[[]", "[" * 100_000),
        "<form><input type=email>" * 3_000,
        "<figure><img><div>x</div>" * 2_000,
        "<h1>" + "x" * 1_000_000,
        "<time>" * 3_000,
        "<div class=caption>" * 200 + "<p>x<input type=email>" * 3_000,
        "<div class=credit><img>" * 100 + "<i>x</i>" * 5_000,
        ("<div>" * 200 + f"<p>{ONE}</p>" + "</div>" * 200) * 70,
        "<blockquote>" * 200 + f"<p>{ONE}</p>" * 9_000,
        "<div class=c><a href=/1>How the ferry came to Orvo</a><p>x</p></div>" * 9_000,
        "<ul>" + f"<li>{ONE}</li>" * 14_000 + "</ul>",
    ],
)
def test_a_page_made_to_exhaust_ends_in_time(markup):
    start = time.process_time()
    with suppress(InputError):
        extract_page(markup, STATED)
    assert time.process_time() - start < 5


def test_text_with_a_headline():
    found = extract_text("\n\n".join((TITLE, *BODY)), STATED)
    assert found == Article(id="a1", outlet="a1", body=BODY, lede=ONE, headline=TITLE, language="en")


def test_text_without_a_headline_gets_none_invented():
    found = extract_text("\n\n".join(BODY), STATED)
    assert (found.headline, found.title, found.title_is_lede, found.body) == (None, ONE, True, BODY)


def test_text_that_repeats_the_stated_headline():
    found = extract_text(
        "\n\n".join((TITLE + ".", *BODY)), Stated(id="a1", headline=TITLE, outlet="Courier", language="en")
    )
    assert found == Article(
        id="a1", outlet="Courier", body=BODY, lede=ONE, headline=TITLE, language="en",
        dropped=(Dropped(TITLE + ".", DropReason.REPEATED),),
    )  # fmt: skip


def test_text_with_another_first_line_than_the_stated_headline_keeps_it():
    found = extract_text("\n\n".join(("Another line", *BODY)), Stated(id="a1", headline=TITLE))
    assert (found.headline, found.body[0]) == (TITLE, "Another line")


def test_a_date_and_a_panel_run_together_go_in_two_pieces():
    first, last = "For free real time news sent straight to your inbox", "Thanks for signing up to the"
    panel = f"{first} {PANEL} {INVALID} SIGN UP {WISH} {NOTICE} {last}"
    found = extract_text(f" date 2031-05-04 {panel}\n\n" + "\n\n".join(BODY), STATED)
    assert reasons(found) == [("date 2031-05-04", DropReason.DATE_LINE), (panel, DropReason.SIGN_UP)]
    assert (found.body, found.published, found.precision) == (BODY, datetime(2031, 5, 4, tzinfo=UTC), Precision.DAY)


def test_empty_text_is_an_article_without_a_body():
    assert extract_text(" \n\t\n", Stated(id="a1", headline=TITLE)) == Article(
        id="a1", outlet="a1", body=(), headline=TITLE
    )


def test_the_language_of_a_short_text_is_not_guessed():
    assert extract_text("Fire in Orvo", STATED).language is None


def seed(shared, beginning):
    (path,) = (shared / "seeds").glob(f"{beginning}_*.txt")
    text = path.read_text(encoding="utf-8")
    return text, [line.strip() for line in text.split("\n") if line.strip()]


def test_of_the_first_seed_the_date_and_the_panel_go_and_nothing_else(shared):
    text, lines = seed(shared, "000")
    found = extract_text(text, Stated(id="000"))
    assert found.body == tuple(lines[1:])
    cut = len("date 2022-11-22")
    assert reasons(found) == [(lines[0][:cut], DropReason.DATE_LINE), (lines[0][cut + 1 :], DropReason.SIGN_UP)]
    assert (found.published, found.precision) == (datetime(2022, 11, 22, tzinfo=UTC), Precision.DAY)
    assert (found.headline, found.lede, found.title_is_lede) == (None, lines[1], True)


def test_of_the_second_seed_the_caption_and_the_credit_go_and_nothing_else(shared):
    text, lines = seed(shared, "003")
    found = extract_text(text, Stated(id="003"))
    title, above, caption = 0, 5, 6
    border = lines[caption].rindex(". ") + 1
    assert found.headline == lines[title]
    assert found.body == tuple(line for number, line in enumerate(lines) if number not in {title, above, caption})
    assert reasons(found) == [
        (lines[above], DropReason.CAPTION),
        (lines[caption][:border], DropReason.CAPTION),
        (lines[caption][border + 1 :], DropReason.CREDIT),
    ]
    assert (found.published, found.lede) == (None, lines[1])


def _hostile(body: str) -> str:
    first = "<p>The bridge was closed on Sunday, Mayor Anna Veld said.</p>"
    return f"<html><body><article>{first}{body}</article></body></html>"


@pytest.mark.parametrize("mark", ["\x0b", "&#11;", "&#x1;", "&#x0001f;", "&#65535;"])
def test_control_characters_are_no_text_and_break_nothing(mark):
    page = _hostile(f"<figure><figcaption>A bri{mark}dge</figcaption></figure>{mark}<p>Ferries run.</p>{mark}")

    assert extract_page(page, Stated("a", "a")).body[0].startswith("The bridge was closed")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<div " + " ".join(f"a{n}={n}" for n in range(50_000)) + ">", "attributes"),
        ("<div " + " ".join(f"a{n}" for n in range(50_000)) + ">", "attributes"),
        ("<p>" + "word " * 200_000 + "</p>", "without a break"),
    ],
    ids=["attributes", "bare attributes", "one text"],
)
def test_what_would_exhaust_the_parser_is_refused_in_one_line(body, reason):
    with pytest.raises(InputError, match=reason):
        extract_page(_hostile(body), Stated("a", "a"))


def test_a_long_attribute_is_no_crowd_of_them():
    page = _hostile(f"<div data-state='{'word ' * 5000}'>x</div>")

    assert extract_page(page, Stated("a", "a")).body


def test_markup_with_two_bodies_in_a_statement_is_read_without_it():
    page = _hostile(
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A <body>b</body><body>c"}</script>'
    )

    assert extract_page(page, Stated("a", "a")).headline
