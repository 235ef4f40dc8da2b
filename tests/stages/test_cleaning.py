import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.domain.article import Dropped, DropReason
from stoppress.stages.cleaning import Paragraph, clean, find_dateline, find_headline, split_paragraphs

NEWS = "The old bridge in Orvo was closed on Sunday after an inspector found a crack, the mayor said."
MORE = "Buses will go by the ferry road until the second arch has been mended, which may take a month."

RUN_TOGETHER = (
    "Morning Harbour What sails and what sinks — weekday mornings, in your inbox. Email Sign Up By signing up you agree"
    " to receive email newsletters from the Courier. You can unsubscribe at any time."
)


def dropped(*lines, headline=None):
    return [
        (piece.text, piece.reason)
        for piece in clean([Paragraph(line, n) for n, line in enumerate(lines)], headline=headline).dropped
    ]


def kept(*lines, headline=None):
    return [
        paragraph.text
        for paragraph in clean([Paragraph(line, n) for n, line in enumerate(lines)], headline=headline).kept
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Sign up to our free daily newsletter", DropReason.SIGN_UP),
        ("SIGN UP", DropReason.SIGN_UP),
        ("Get the day's top stories delivered to your inbox every morning.", DropReason.SIGN_UP),
        ("Subscribe to The Orvo Courier's evening briefing. You can unsubscribe at any time.", DropReason.SIGN_UP),
        (RUN_TOGETHER, DropReason.SIGN_UP),
        ("Newsletter Sign Up Tales of ships. Choose your country Valley View all newsletters", DropReason.SIGN_UP),
        ("[Sign up here for the Courier's newsletter.]", DropReason.SIGN_UP),
        ("By signing up you agree to our terms of service.", DropReason.CONSENT),
        ("This site is protected by reCAPTCHA and the Google Privacy Policy apply.", DropReason.CONSENT),
        ("I would like to be emailed about offers, events and updates from The Orvo Courier.", DropReason.CONSENT),
        ("Read our privacy notice", DropReason.CONSENT),
        ("Please enter a valid email address", DropReason.VALIDATION),
        ("Please enable JavaScript to watch this video", DropReason.VALIDATION),
        ("FILE - The bridge at Orvo stands empty in 2029.", DropReason.CAPTION),
        ("Media caption The moment the arch was lit", DropReason.CAPTION),
        ("Getty Images", DropReason.CREDIT),
        ("JON REED/VALLEY/AFP/Getty Images", DropReason.CREDIT),
        ("Photograph: Jon Reed/The Valley Press", DropReason.CREDIT),
        ("(AP Photo/Jon Reed)", DropReason.CREDIT),
        ("Read more: How the ferry came to Orvo", DropReason.READ_MORE),
        ("RELATED: Mayor's budget fails at first vote", DropReason.READ_MORE),
        ("Click here to read the full report", DropReason.READ_MORE),
        ("Sign up for our Sunday letter and never miss a story.", DropReason.SIGN_UP),
        ("after newsletter promotion", DropReason.ADVERTISEMENT),
        ("A version of this article appears in print on page 5.", DropReason.READ_MORE),
        ("This article is for subscribers only.", DropReason.PAYWALL),
        ("You have reached your limit of free articles this month.", DropReason.PAYWALL),
        ("To continue reading, subscribe or log in.", DropReason.PAYWALL),
        ("Dieser Artikel ist nur für Abonnenten lesbar.", DropReason.PAYWALL),
        ("Article réservé aux abonnés", DropReason.PAYWALL),
        ("Share this article", DropReason.NAVIGATION),
        ("Facebook Twitter Pinterest", DropReason.NAVIGATION),
        ("Follow Ada Obi on Twitter @adaobi", DropReason.NAVIGATION),
        ("ADVERTISEMENT", DropReason.ADVERTISEMENT),
        ("Story continues below advertisement", DropReason.ADVERTISEMENT),
        ("Comments (12)", DropReason.COMMENTS),
        ("Join the conversation", DropReason.COMMENTS),
    ],
)  # fmt: skip
def test_what_is_no_part_of_the_article_goes_with_its_reason(line, reason):
    assert dropped(NEWS, line, MORE) == [(line, reason)]


@pytest.mark.parametrize(
    "line",
    [
        "Residents can sign up for the ferry at the town hall from Monday.",
        "The mayor urged people to sign up for her newsletter and to watch their inbox.",
        "Sign up for flood alerts at the town hall before the storm, officials urged.",
        "“Sign up to our newsletter,” read the banner that the protesters tore down.",
        "The company changed its privacy policy after the court ruled on cookies.",
        "By using the bridge you accept the risk, a sign on the quay warned walkers.",
        "By using the bridge at night you accept that nobody will look for you.",
        "Sign up to our newsletter and lose weight, said the advert that the court has banned.",
        "By signing up you agree to our terms, the form told voters.",
        (
            "Newsletter sign up, the form said. Choose your country, it went on; you must select a newsletter. "
            "View all newsletters, it ended, and that was all that was ever found of the firm."
        ),
        "Thousands unsubscribed from the newsletter within a day.",
        "If you get a message in your inbox from the bank, delete it.",
        "Scam letters arrive daily in your inbox and look like the council's own.",
        "AFP reported that the bridge had been closed since Saturday.",
        "The crack was first seen by a photographer, Jon Reed, whose picture ran in the Valley Press.",
        "He told AFP and Reuters that the arch was safe.",
        "According to AFP/Reuters, three people saw the crack.",
        "Getty Images sued the town over a picture of the bridge.",
        "Above, the sky darkened; below, the river rose.",
        "In the photo, the suspect is seen leaving the quay.",
        "The video, titled “Watch: the arch falls”, was seen a million times.",
        "Read together, the two reports leave little doubt.",
        "Read more books, and you will live longer.",
        "Related charges were dropped.",
        "More than 400 people signed.",
        "Like many people on Twitter, the mayor was angry.",
        "Follow the money",
        "Share prices fell by a third.",
        "Print runs were cut, and the advertisement was withdrawn.",
        "The mayor declined to comment.",
        "Subscribers only learned of the merger from the paper.",
        "To continue the search, divers will go down again on Monday.",
        "“No comment,” she said.",
        "There was an issue with the second arch of the bridge.",
        "An error in the count cost the town its vote.",
        "Email is required by the new law to be kept for a year.",
        "You can opt out of the scheme by calling the town hall.",
        "The Valley Press reached out to the ministry for comment.",
        "Crisis services can be reached at 555-0134.",
        "By Sunday the water had gone.",
        "May 4, 2031, was the day the bridge opened.",
        "On May 4, 2031 the bridge opened.",
        "He was born in Orvo (Valley), the son of a ferryman.",
        "The council (Labour/Green) voted for it.",
    ],
)
def test_news_that_sounds_like_a_panel_or_a_credit_stays(line):
    assert dropped(NEWS, line, MORE) == []
    assert dropped(line, NEWS, MORE) == []


def test_a_caption_and_its_credit_go_apart():
    caption = "Mayor Lena Fisk looks at the second arch of the bridge in Orvo, on May 4, 2031."
    assert dropped(NEWS, f"{caption} JON REED/VALLEY/AFP/Getty Images", MORE) == [
        (caption, DropReason.CAPTION),
        ("JON REED/VALLEY/AFP/Getty Images", DropReason.CREDIT),
    ]


def test_a_short_line_directly_above_a_caption_belongs_to_it():
    text = f"{NEWS}\n\nMayor Lena Fisk\nMayor Lena Fisk looks at the bridge. Jon Reed/AFP/Getty Images\n\n{MORE}"
    cleaned = clean(split_paragraphs(text))
    assert cleaned.dropped == (
        Dropped("Mayor Lena Fisk", DropReason.CAPTION),
        Dropped("Mayor Lena Fisk looks at the bridge.", DropReason.CAPTION),
        Dropped("Jon Reed/AFP/Getty Images", DropReason.CREDIT),
    )
    assert [paragraph.text for paragraph in cleaned.kept] == [NEWS, MORE]


@pytest.mark.parametrize(
    "line",
    [
        "The ferry and its captain",
        "Mayor Lena Fisk and the others of the town looks at the bridge with Jon Reed and Lena Fisk",
    ],
)
def test_a_line_above_a_caption_that_names_other_things_or_is_long_stays(line):
    text = f"{NEWS}\n\n{line}\nMayor Lena Fisk looks at the bridge. Jon Reed/AFP/Getty Images\n\n{MORE}"
    assert line in [paragraph.text for paragraph in clean(split_paragraphs(text)).kept]


def test_a_line_above_a_caption_but_apart_from_it_stays():
    text = f"{NEWS}\n\nMayor Lena Fisk\n\nMayor Lena Fisk looks at the bridge. Jon Reed/AFP/Getty Images\n\n{MORE}"
    assert "Mayor Lena Fisk" in [paragraph.text for paragraph in clean(split_paragraphs(text)).kept]


def test_a_sentence_above_a_caption_stays():
    text = f"Mayor Lena Fisk looks at the bridge.\nMayor Lena Fisk at the bridge. Jon Reed/AFP/Getty Images\n\n{MORE}"
    assert "Mayor Lena Fisk looks at the bridge." in [
        paragraph.text for paragraph in clean(split_paragraphs(text)).kept
    ]


def test_panel_sentences_at_the_ends_of_a_paragraph_are_cut_off_it():
    line = f"Sign up to our free newsletter. {NEWS} You can unsubscribe at any time."
    assert kept(line, MORE) == [NEWS, MORE]
    assert dropped(line, MORE) == [
        ("Sign up to our free newsletter.", DropReason.SIGN_UP),
        ("You can unsubscribe at any time.", DropReason.CONSENT),
    ]


def test_what_speaks_for_a_newsletter_goes_with_the_call_to_sign_up():
    assert kept(NEWS, "The Daily Tide newsletter has all you need to start your day. Sign up here.", MORE) == [
        NEWS,
        MORE,
    ]


def test_a_panel_sentence_between_sentences_of_news_is_left_alone():
    line = f"{NEWS} You can unsubscribe at any time. {MORE}"
    assert kept(line) == [line]


def test_a_date_line_above_the_text_goes():
    cleaned = clean([Paragraph("Published 4 May 2031 09:30 GMT", 0), Paragraph(NEWS, 1), Paragraph(MORE, 2)])
    assert cleaned.dropped == (Dropped("Published 4 May 2031 09:30 GMT", DropReason.DATE_LINE),)
    assert cleaned.published is not None


def test_a_date_run_together_with_the_text_is_cut_off_it():
    assert kept(f"date 2031-05-04 {NEWS}", MORE) == [NEWS, MORE]


def test_a_date_deep_in_the_text_stays():
    assert dropped(NEWS, MORE, NEWS[:60], MORE[:60], "May 4, 2031") == []


def test_a_byline_above_the_text_is_dropped_and_kept_as_such():
    cleaned = clean([Paragraph("By Ada Obi and Jon Reed", 0), Paragraph(NEWS, 1)])
    assert (cleaned.byline, cleaned.dropped) == (
        "Ada Obi and Jon Reed",
        (Dropped("By Ada Obi and Jon Reed", DropReason.BYLINE),),
    )


def test_a_headline_that_stands_again_above_the_text_goes():
    assert dropped("BRIDGE IN ORVO CLOSES.", NEWS, headline="Bridge in Orvo closes") == [
        ("BRIDGE IN ORVO CLOSES.", DropReason.REPEATED)
    ]


def test_a_headline_with_a_label_before_it_goes_and_a_sentence_that_ends_otherwise_stays():
    title = "Bridge in Orvo closes after crack is found"
    assert dropped(f"The night of Orvo {title}", NEWS, headline=title) == [
        (f"The night of Orvo {title}", DropReason.REPEATED)
    ]
    assert dropped(f"{title}, the mayor said.", NEWS, headline=title) == []


def test_a_text_ends_at_a_paywall_only_where_little_stands_below_the_notice():
    notice = "This article is for subscribers only."
    assert clean([Paragraph(line, n) for n, line in enumerate((NEWS, notice))]).paywalled
    assert not clean(
        [Paragraph(line, n) for n, line in enumerate((notice, *(f"{NEWS} {n}" for n in range(9))))]
    ).paywalled
    assert not clean([Paragraph(NEWS, 0)]).paywalled


def test_a_paragraph_that_stands_twice_goes_once_and_a_short_one_stays():
    assert dropped(NEWS, MORE, NEWS) == [(NEWS, DropReason.REPEATED)]
    assert dropped(NEWS, "“No.”", MORE, "“No.”") == []


def test_a_headline_is_short_and_stands_apart_from_longer_paragraphs():
    assert find_headline(split_paragraphs(f"Bridge in Orvo closes\n\n{NEWS}\n\n{MORE}")) == "Bridge in Orvo closes"
    assert (
        find_headline(split_paragraphs(f"Will Orvo's bridge fall?\n\n{NEWS}\n\n{MORE}")) == "Will Orvo's bridge fall?"
    )
    assert (
        find_headline(split_paragraphs(f"Bridge closes in the U.K.\n\n{NEWS}\n\n{MORE}")) == "Bridge closes in the U.K."
    )


@pytest.mark.parametrize(
    "first",
    [
        "The bridge in Orvo is closed.",
        "Here is what we know:",
        "“We will mend it.”",
        "ORVO, May 4 (Valley Press) -",
        "Orvo",
        "x" * 300,
    ],
)
def test_a_sentence_or_a_dateline_is_no_headline(first):
    assert find_headline(split_paragraphs(f"{first}\n\n{NEWS}\n\n{MORE}")) is None


def test_a_line_above_shorter_ones_is_no_headline():
    assert (
        find_headline(split_paragraphs("Roses are red in the town of Orvo\n\nViolets blue\n\nSugar is sweet")) is None
    )


def test_a_line_in_one_block_with_what_follows_is_no_headline():
    assert find_headline(split_paragraphs(f"Bridge in Orvo closes\n{NEWS}\n\n{MORE}")) is None


@pytest.mark.parametrize(
    ("paragraph", "dateline"),
    [
        ("ORVO, Feb 3 (Valley Press) - The bridge closed.", "ORVO, Feb 3 (Valley Press) -"),
        ("ORVO (VP) — The bridge closed.", "ORVO (VP) —"),
        ("PORT ORVO, Valley — The bridge closed.", "PORT ORVO, Valley —"),
        ("Orvo (VP) - The bridge closed.", "Orvo (VP) -"),
        ("FILE - The bridge in 2029.", None),
        ("The bridge - an old one - closed.", None),
        ("BREAKING — The bridge closed.", None),
    ],
)
def test_datelines(paragraph, dateline):
    assert find_dateline(paragraph) == dateline


def test_lines_broken_to_a_width_are_put_together_again():
    lines = [
        "The old bridge in Orvo was closed on Sunday after an inspector found",
        "a crack in its second arch, and the mayor of the town said that buses",
        "would have to go by the ferry road until it was mended, which she was",
        "sure would not take longer than it took to find the money for it, and",
        "that could be long.",
    ]
    text = "\n".join(lines) + "\n\nA second paragraph."
    assert [paragraph.text for paragraph in split_paragraphs(text)] == [" ".join(lines), "A second paragraph."]


def test_paragraphs_that_are_lines_stay_apart():
    text = f"{NEWS}\n{MORE}\n“No.”\nShort one."
    assert [paragraph.text for paragraph in split_paragraphs(text)] == [NEWS, MORE, "“No.”", "Short one."]


@given(st.lists(st.text(max_size=200), max_size=8))
def test_nothing_is_lost_or_made_up(lines):
    """Each word is kept or dropped, once, in order within its paragraph."""
    paragraphs = split_paragraphs("\n\n".join(lines))
    cleaned = clean(paragraphs)
    separators = str.maketrans("", "", "|–—-·•:")  # those after a date that is cut off go with the cut
    words = " ".join(paragraph.text for paragraph in paragraphs).translate(separators).split()
    found = " ".join([p.text for p in cleaned.kept] + [p.text for p in cleaned.dropped]).translate(separators).split()
    assert sorted(found) == sorted(words)


@pytest.mark.parametrize(
    "bad",
    [
        "a " * 200_000,
        "A/" * 100_000,
        "(" * 100_000,
        "Sign up " * 40_000,
        "1:1 " * 50_000,
        "\n" * 200_000,
        "A. " * 60_000,
        "May 4, 2031 " * 9_000,
    ],
)
def test_time_is_linear_in_the_length(bad):
    start = time.process_time()
    clean(split_paragraphs(bad))
    assert time.process_time() - start < 3
