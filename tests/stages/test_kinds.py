"""Each rule that tells reports from other kinds of pieces, and the reports that it must leave alone."""

import pytest

from stoppress.domain.article import Article
from stoppress.domain.kind import Ground, Kind, Recognised
from stoppress.stages.kinds import kind_of

PROSE = (
    "The ferry Morning Star ran onto rocks off Tessaly Point on Sunday with 212 people on board, the coastguard said.",
    "Lifeboats from Orvo took the passengers ashore within an hour, and fishing vessels searched until daybreak.",
    "Her sister ship sails in her place from Monday, the line told passengers waiting on the quay at Lindal.",
)


def article(headline=None, *paragraphs, **fields):
    body = paragraphs or PROSE
    return Article(id="a", outlet="Orvo Courier", headline=headline, body=body, lede=body[0], **fields)


def recognised(headline=None, *paragraphs, **fields):
    return kind_of(article(headline, *paragraphs, **fields))


REPORTS = (
    "Ferry Morning Star runs aground off Tessaly Point",
    "Lindal: 40 held after riot at the docks",
    # words of opinion
    "Opinion poll shows mayor of Orvo ahead",
    "Editorial staff of Orvo Gazette walk out",
    "Columnist found dead at home in Lindal",
    "Bishop's letter to the editor angers Orvo council",
    "Thieves take poet's diaries, letters to the editor",
    "Crime in Orvo has doubled: analysis",
    "Tessaly bridge is unsafe: editorial",
    "Court's opinion: the dam may be built",
    "Analysis of black box points to pilot error",
    # words of live pages
    "Live ammunition found in Lindal school",
    "Broadcaster to show Orvo trial live",
    "Live coverage of Orvo murder trial banned",
    "Broadcaster shows Orvo trial, live",
    "Police of Lindal stop live updates",
    "WHERE THEY LIVE: A STREET BURNS IN LINDAL",
    "Where the rich live: a fire in Lindal's hills kills two",
    "Buried alive: miners freed after nine days",
    "PEOPLE BURIED ALIVE: NINE DEAD IN TESSALY",
    "Asesinan a un periodista en directo en Orvo",
    "Repórter é assaltado ao vivo em Lindal",
    "Онлайн-банк Орво взломан",
    "Прямая трансляция суда в Орво запрещена",
    # words of explainers
    "Minister explained: no trains before Monday",
    "Smell over Orvo explained",
    "Explosion in Orvo kills four: what we know so far",
    "Explosão em Orvo mata quatro: entenda o caso",
    "Schianto a Lindal, morta una ragazza: chi era la vittima",
    "Взрыв в Орво: что известно о погибших",
    "WHO is sending doctors to Lindal",
    "Who is to blame for the flood?",
    "Who is Ada Obi? Minister wants the clerk dismissed",
    "Timeline released in Lindal siege",
    "Fact-checking site sued by mayor of Orvo",
    "What to do with the wreck divides Tessaly",
    # words of round-ups
    "Police logs show mayor of Orvo called twice before crash",
    "Mayor briefs council on collapse of bridge",
    "President shouts at reporters in news briefing",
    "Man shot dead in Lindal | Top stories",
    "Forty arrested in drugs round-up",
    "Five things stolen from Orvo museum",
    # words of look-backs
    "Driver given 10 years on manslaughter charge",
    "Clerk gets 10-year sentence for Orvo fraud",
    "Man charged with Lindal murder 20 years on",
    "Man charged over Orvo fire - twenty years on",
    "Orvo marks 10th anniversary of the flood",
    "Thousands remember victims of the Orvo flood",
    # words of tables
    "Stock market crash wipes 300 billion off Lindal exchange",
    "Market crash: trading halted in Lindal",
    "Weather forecast: army called out as storm nears Orvo",
    "Woman wins with the same lottery numbers for 20 years",
    "Fixtures: striker out for a month",
    "Deaths for third week above 100 in Tessaly",
    "Results: governing party loses Orvo",
)


@pytest.mark.parametrize("headline", REPORTS)
def test_a_report_that_speaks_of_such_pieces_is_a_report(headline):
    assert recognised(headline) == Recognised(Kind.REPORT)


LABELLED = (
    ("Opinion: Build the bridge at last", Kind.OPINION, "Opinion"),
    ("OPINION | Build the bridge at last", Kind.OPINION, "OPINION"),
    ("Build the bridge at last | Opinion", Kind.OPINION, "Opinion"),
    ("Build the bridge at last – Editorial", Kind.OPINION, "Editorial"),
    ("[Analysis] Orvo's debts come due", Kind.OPINION, "[Analysis"),
    ("Letters: the bridge, the buses, the mayor", Kind.OPINION, "Letters"),
    ("Orvo votes: live updates", Kind.LIVE_PAGE, "live updates"),
    ("Live: Orvo counts its votes", Kind.LIVE_PAGE, "Live"),
    ("Orvo v Lindal – as it happened", Kind.LIVE_PAGE, "as it happened"),
    ("Orvo gold price LIVE: traders wait for the vote", Kind.LIVE_PAGE, "LIVE"),
    ("Orvo flood live updates: river still rising", Kind.LIVE_PAGE, "live updates"),
    ("The Latest: Search for the Morning Star's captain", Kind.LIVE_PAGE, "The Latest"),
    ("The collapse of Orvo bridge, explained", Kind.EXPLAINER, "The collapse of Orvo bridge, explained"),
    ("Explained: No, the dam did not burst", Kind.EXPLAINER, "Explained"),
    ("What we know about the Orvo blast", Kind.EXPLAINER, "What we know"),
    ("Who is Ada Obi, the clerk who stopped a bank?", Kind.EXPLAINER, "Who is Ada Obi, the clerk who stopped a bank?"),
    ("The fall of the Orvo council: a timeline", Kind.EXPLAINER, "a timeline"),
    ("Fact check: Did the mayor cut the bus fare?", Kind.EXPLAINER, "Fact check"),
    ("Five things to know about the new harbour law", Kind.EXPLAINER, "Five things to know"),
    ("Morning briefing: strike, storm and a stolen swan", Kind.ROUND_UP, "Morning briefing"),
    ("News in brief", Kind.ROUND_UP, "News in brief"),
    ("5 things to know for Tuesday", Kind.ROUND_UP, "5 things to know for Tuesday"),
    ("The week in pictures: floods, fairs and a fox", Kind.ROUND_UP, "The week in pictures"),
    ("Police log: 3-16-2031", Kind.ROUND_UP, "Police log: 3-16-2031"),
    ("Swan stolen, ferry late: news in brief", Kind.ROUND_UP, "news in brief"),
    ("On this day: the first ferry reaches Tessaly", Kind.LOOK_BACK, "On this day"),
    ("The Orvo flood: ten years on", Kind.LOOK_BACK, "ten years on"),
    ("Remembering Ada Obi, who stopped a bank", Kind.LOOK_BACK, "Remembering "),
    ("Lottery results, May 3", Kind.TABLE, "Lottery results, May 3"),
    ("Weather forecast for Tuesday", Kind.TABLE, "Weather forecast for Tuesday"),
    ("Obituaries", Kind.TABLE, "Obituaries"),
    ("Winning numbers drawn in Orvo lotto", Kind.TABLE, "Winning numbers drawn"),
)


@pytest.mark.parametrize(("headline", "kind", "words"), LABELLED)
def test_a_headline_that_names_the_kind_is_of_it_by_these_words(headline, kind, words):
    assert recognised(headline) == Recognised(kind, Ground.HEADLINE, words)


IN_OTHER_LANGUAGES = (
    ("es", "Opinión | El puente que Orvo merece", Kind.OPINION),
    ("es", "Elecciones en Orvo, en directo | Cierran las urnas", Kind.LIVE_PAGE),
    ("es", "Quién es Ada Obi, la alcaldesa de Orvo", Kind.EXPLAINER),
    ("fr", "EN DIRECT. Inondations à Orvo : le fleuve monte encore", Kind.LIVE_PAGE),
    ("fr", "Ce que l’on sait de l’explosion d’Orvo", Kind.EXPLAINER),
    ("fr", "Revue de presse : Orvo à la une", Kind.ROUND_UP),
    ("de", "Kommentar: Orvo braucht die Brücke", Kind.OPINION),
    ("de", "Orvo-Liveticker: Fluss steigt weiter", Kind.LIVE_PAGE),
    ("de", "Lottozahlen vom Samstag", Kind.TABLE),
    ("pt", "Análise: Orvo perde a paciência", Kind.OPINION),
    ("pt", "Eleições em Orvo, ao vivo: urnas fecham", Kind.LIVE_PAGE),
    ("it", "Rassegna stampa: Orvo in prima pagina", Kind.ROUND_UP),
    ("it", "Accadde oggi: il primo traghetto per Tessaly", Kind.LOOK_BACK),
    ("nl", "Opinie | Bouw die brug", Kind.OPINION),
    ("nl", "Wat we weten over de ontploffing in Orvo", Kind.EXPLAINER),
    ("ru", "Мнение: Орво нужен мост", Kind.OPINION),
    ("ru", "Главное за день: шторм, забастовка и лебедь", Kind.ROUND_UP),
    ("ru", "Этот день в истории: первый паром", Kind.LOOK_BACK),
    ("vi", "Góc nhìn: Orvo cần một cây cầu", Kind.OPINION),
    ("vi", "Trực tiếp: Orvo kiểm phiếu", Kind.LIVE_PAGE),
    ("vi", "Điểm tin sáng: bão, đình công", Kind.ROUND_UP),
)


@pytest.mark.parametrize(("language", "headline", "kind"), IN_OTHER_LANGUAGES)
def test_a_label_counts_in_its_own_language(language, headline, kind):
    assert recognised(headline, language=language).kind is kind


def test_the_outlets_own_name_after_the_headline_is_no_label():
    named = article("Ferry aground off Tessaly | Opinion")
    assert kind_of(Article(id="a", outlet="Opinion", headline=named.headline, body=PROSE)).is_report


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("opinion/2031/bridge", Kind.OPINION),
        ("world/live/2031/may/04/flood", Kind.LIVE_PAGE),
        ("briefing/2031/strike-storm.html?from=mail", Kind.ROUND_UP),
        ("fact-check/bus-fare/", Kind.EXPLAINER),
    ],
)
def test_a_desk_in_the_address_tells_the_kind(path, kind):
    found = recognised("Orvo and its bridge", url=f"https://courier.test/{path}")
    assert (found.kind, found.ground) == (kind, Ground.ADDRESS)


@pytest.mark.parametrize(
    "url",
    [
        "https://courier.test/news/live",  # the last part names the article
        "https://opinion/news/ferry",
        "https://courier.test/news/ferry?section=/opinion/x",
        "https://courier.test/obituaries/ada-obi",
        "https://courier.test/weather/storm-kills-two",
        "not an address",
    ],
)
def test_other_parts_of_an_address_tell_nothing(url):
    assert recognised("Ferry aground off Tessaly", url=url).is_report


def test_a_label_in_the_standfirst_tells_the_kind():
    found = recognised("Orvo and its bridge", standfirst="Analysis: the debts come due")
    assert found == Recognised(Kind.OPINION, Ground.STANDFIRST, "Analysis")


@pytest.mark.parametrize("byline", ["The Editorial Board", "Ada Obi, columnist", "Opinion by Ada Obi"])
def test_a_columnists_byline_tells_opinion(byline):
    found = recognised("Orvo and its bridge", byline=byline)
    assert (found.kind, found.ground) == (Kind.OPINION, Ground.BYLINE)


def test_a_reporters_byline_tells_nothing():
    assert recognised("Orvo and its bridge", byline="Ada Obi, crime editor").is_report


def test_a_label_of_opinion_alone_above_the_text_tells_opinion():
    assert recognised("Orvo and its bridge", "ANALYSIS/OPINION:", *PROSE).kind is Kind.OPINION


@pytest.mark.parametrize("above", ["Live", "Timeline", "Editorials"])
def test_links_and_lists_of_desks_above_a_report_tell_nothing(above):
    assert recognised("Ferry aground off Tessaly", above, *PROSE).is_report


def test_a_disclaimer_at_the_end_tells_opinion():
    disclaimer = "The views expressed in this column are the author's own."
    found = recognised("Orvo and its bridge", *PROSE, disclaimer)
    assert found == Recognised(Kind.OPINION, Ground.TEXT, "views expressed in this column")


def test_a_report_of_what_was_said_of_views_expressed_is_a_report():
    said = "The views expressed in this article were not those of the party, its spokesman said."
    assert recognised("Minister quits over interview", *PROSE, said).is_report


@pytest.mark.parametrize(
    ("lede", "kind"),
    [
        ("Good morning and welcome to the Courier's briefing.", Kind.ROUND_UP),
        ("Welcome to our live coverage of the count in Orvo.", Kind.LIVE_PAGE),
        ("Here’s what we know about the blast.", Kind.EXPLAINER),
        ("On this day in 1931, the first ferry reached Tessaly.", Kind.LOOK_BACK),
        ("These are the winning numbers in Saturday's draw.", Kind.TABLE),
    ],
)
def test_a_standing_first_sentence_tells_the_kind(lede, kind):
    found = recognised("Orvo", lede, *PROSE)
    assert (found.kind, found.ground) == (kind, Ground.TEXT)


def test_what_we_know_so_far_at_the_end_of_a_report_tells_nothing():
    assert recognised("Ferry aground off Tessaly", *PROSE, "What we know so far", *PROSE).is_report


def posts(*stamps):
    return [f"{stamp} {PROSE[number % 3]}" for number, stamp in enumerate(stamps)]


NEWEST_FIRST = ("4:10 p.m.", "3:55 p.m.", "3:20 p.m.", "1:05 p.m.", "12:40 p.m.", "11:15 a.m.", "9 a.m.")


def test_posts_with_their_times_newest_first_are_a_live_page():
    found = recognised("Orvo flooded", PROSE[0], *posts(*NEWEST_FIRST))
    assert found == Recognised(Kind.LIVE_PAGE, Ground.TEXT, "7 posts, newest first")


def test_a_report_that_tells_hour_by_hour_is_a_report():
    assert recognised("Orvo flooded", PROSE[0], *posts(*reversed(NEWEST_FIRST))).is_report


def test_a_log_of_updates_at_the_end_of_a_report_tells_nothing():
    log = [f"{stamp}: This article was updated with more from the coastguard." for stamp in NEWEST_FIRST]
    assert recognised("Orvo flooded", *PROSE, *PROSE, *log).is_report


def test_a_list_of_videos_with_their_lengths_is_no_live_page():
    videos = [
        f"{length} Crowd waits on the quay" for length in ("4:01", "3:10", "2:22", "1:17", "0:52", "0:50", "0:43")
    ]
    assert recognised("Ferry aground off Tessaly", *videos).is_report


def test_many_datelines_in_one_text_are_a_round_up():
    towns = ("ORVO", "LINDAL", "TESSALY", "ORVO", "BRAMMEL")
    items = [f"{town} (Agency) — {PROSE[number % 3]}" for number, town in enumerate(towns)]
    assert recognised("Region", *items) == Recognised(Kind.ROUND_UP, Ground.TEXT, "5 datelines")


def test_one_report_with_its_earlier_versions_is_a_report():
    assert recognised("Arrest in Orvo", *(f"ORVO (Agency) — {paragraph}" for paragraph in (*PROSE, PROSE[0]))).is_report


def test_rows_of_numbers_are_a_table():
    rows = [
        f"{town} {number} {number + 7} rain" for number, town in enumerate(("Orvo", "Lindal", "Tessaly", "Brammel") * 2)
    ]
    assert recognised("Tuesday", "Highs and lows in the region.", *rows) == Recognised(
        Kind.TABLE, Ground.TEXT, "8 rows"
    )


def test_a_report_with_a_table_below_is_a_report():
    rows = [f"Lindal Shipping {number},104 -{number}.5%" for number in range(10, 20)]
    assert recognised("Shares fall in Lindal", *PROSE, *rows).is_report


def test_a_list_of_the_dead_with_their_ages_is_no_table():
    names = [f"Ada Obi, {age}" for age in range(30, 42)]
    assert recognised("The dead of the Morning Star", PROSE[0], *names).is_report


def test_a_piece_without_a_headline_is_judged_by_its_text():
    assert recognised(None).is_report
    assert recognised(None, PROSE[0], *posts(*NEWEST_FIRST)).kind is Kind.LIVE_PAGE


def test_an_article_without_any_words_is_a_report():
    assert kind_of(Article(id="a", outlet="Orvo Courier", body=())) == Recognised(Kind.REPORT)
