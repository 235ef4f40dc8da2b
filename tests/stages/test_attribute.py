"""Who said what, by which words, in one article."""

import time

import pytest

from stoppress.domain.claim import Act, Attribution, QuoteKind, SourceKind, Speaker
from stoppress.stages.attribute import attribute
from stoppress.stages.attribute.provenance import outlet_name
from stoppress.stages.attribute.scoring import Weights
from stoppress.stages.attribute.weighing import load_weights


def found(text):
    """The attributions of a text as (source, cue, content) in words; spans are joined by a bar."""
    return [
        tuple("|".join(text[slice(*span)] for span in spans) for spans in (one.source, one.cue, one.content))
        for one in attribute(text, "en")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We wait,” said Ada Obi.", ("Ada Obi", "said", "“We wait,”")),
        ("“We wait,” Ada Obi said.", ("Ada Obi", "said", "“We wait,”")),
        ('"We wait," Obi told reporters on Monday.', ("Obi", "told", '"We wait,"')),
        ("''We wait,'' Mr. Obi said.", ("Mr. Obi", "said", "''We wait,''")),
        ("‘We wait,’ Mr Obi said.", ("Mr Obi", "said", "‘We wait,’")),
        ("«We wait», Obi said.", ("Obi", "said", "«We wait»")),
        ("„We wait“, Obi said.", ("Obi", "said", "„We wait“")),
        ("“We wait,” said Ada Obi, the mayor of Orvo.", ("Ada Obi, the mayor of Orvo", "said", "“We wait,”")),
        ("“We wait,” Obi said. “It is late.”", ("Obi", "said", "“We wait,”|“It is late.”")),
        ("“We wait,” Obi said, “as ever.”", ("Obi", "said", "“We wait,”|“as ever.”")),
        ("Obi said: “We wait.”", ("Obi", "said", "“We wait.”")),
        ("Ada Obi: “We wait for the tide.”", ("Ada Obi", ":", "“We wait for the tide.”")),
        ("Obi then said:\n\n“We wait.”", ("Obi", "then said", "“We wait.”")),
        ("Obi said that ships wait.", ("Obi", "said", "that ships wait")),
        ("Obi said on Monday that ships wait.", ("Obi", "said", "that ships wait")),
        ("Obi said in a statement that ships wait.", ("Obi", "said", "that ships wait")),
        ("Obi has also said ships wait.", ("Obi", "has also said", "ships wait")),
        ("Ada Obi, the mayor, said ships wait.", ("Ada Obi, the mayor", "said", "ships wait")),
        ("In a letter Ada Obi said ships wait.", ("Ada Obi", "said", "ships wait")),
        ("Obi told the council that ships wait.", ("Obi", "told", "that ships wait")),
        ("Ships wait in the bay, the mayor said.", ("the mayor", "said", "Ships wait in the bay")),
        ("Ships, Obi said, wait in the bay.", ("Obi", "said", "Ships|wait in the bay")),
        ("While Obi said ships wait, the port opened.", ("Obi", "said", "ships wait")),
        ("According to the harbour office, ships wait.", ("the harbour office", "According to", "ships wait")),
        ("Ships wait, according to the harbour office.", ("the harbour office", "according to", "Ships wait")),
        ("Residents believe that the bridge is weak.", ("Residents", "believe", "that the bridge is weak")),
        ("Obi called for a new pier.", ("Obi", "called for", "a new pier")),
        ("Obi promised to mend the pier.", ("Obi", "promised", "to mend the pier")),
        ("The fire was confirmed by the coast guard.", ("the coast guard", "was confirmed by", "The fire")),
        ("Obi's claim that ships wait is wrong.", ("Obi's", "claim", "that ships wait is wrong")),
    ],
)
def test_source_cue_and_content_are_found(text, expected):
    assert found(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The policy issues were plain.",
        "Many think tanks closed.",
        "Two reports have emerged of ships.",
        "The pier that burned was old.",
        "A so-called “safe” port closed.",
        "Men called up in May came home.",
        "“Unclosed and unsaid",
        "",
    ],
)
def test_what_credits_nobody_is_left_alone(text):
    assert found(text) == []


def test_a_second_verb_shares_the_source_and_ends_the_first_content():
    assert found("Obi said the pier is closed and added that ships wait.") == [
        ("Obi", "said", "the pier is closed"),
        ("Obi", "added", "that ships wait"),
    ]


def test_a_participle_takes_the_source_of_its_sentence():
    assert found("Obi denied the claim, saying that ships never wait.") == [
        ("Obi", "denied", "the claim"),
        ("Obi", "saying", "that ships never wait"),
    ]


def test_a_quoted_paragraph_without_cue_goes_on_with_the_speaker_before():
    text = "Ada Obi is mayor.\n\n“Ships wait,” Obi said.\n\n“They always wait here in the spring.”"

    (said, carried) = attribute(text, "en")

    assert carried == Attribution(
        source=(),
        cue=(),
        content=((44, len(text)),),
        kind=QuoteKind.DIRECT,
        source_kind=SourceKind.NAMED,
        speaker=Speaker("Ada Obi"),
    )
    assert said.speaker == Speaker("Ada Obi")


def test_a_quotation_left_open_goes_on_in_the_next_paragraph():
    text = "“Ships wait,” Obi said. “It is late.\n\n“They wait here.”"

    assert found(text) == [("Obi", "said", "“Ships wait,”|“It is late."), ("", "", "“They wait here.”")]


def test_a_quoted_paragraph_after_plain_text_is_nobodys():
    assert found("“Ships wait,” Obi said. The port opened at noon.\n\n“They wait here in the spring.”") == [
        ("Obi", "said", "“Ships wait,”")
    ]


def speaker(text):
    return attribute(text, "en")[-1].speaker


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Harbour spokeswoman Ada Obi came.\n\nObi said ships wait.",
            Speaker("Ada Obi", "Harbour spokeswoman", "Harbour"),
        ),
        ("Ada Obi, the mayor of Orvo, came.\n\nMs. Obi said ships wait.", Speaker("Ada Obi", "mayor of Orvo", "Orvo")),
        ("Obi said ships wait.", Speaker("Obi")),
        ("Orvo Mayor Ada Obi spoke of ships. She said they wait.", Speaker("Ada Obi", "Orvo Mayor", "Orvo")),
        ("The Palace said ships wait.", Speaker(None, None, "Palace")),
        ("A police spokesman said ships wait.", Speaker(None, "police spokesman", "police")),
        (
            "A spokesman for the Harbour Board said ships wait.",
            Speaker(None, "spokesman for the Harbour Board", "Harbour Board"),
        ),
    ],
)
def test_a_source_is_resolved_to_name_role_and_body(text, expected):
    assert speaker(text) == expected


def test_she_is_not_the_man_who_spoke_before():
    text = "Mr. Tom Reed said ships wait. Spokeswoman Ada Obi nodded. She said they wait in vain."

    assert speaker(text) == Speaker("Ada Obi", "Spokeswoman")


def test_she_is_the_described_woman_who_spoke_before():
    text = "Tom Reed is mayor. A woman from the quay said ships wait. She said they wait in vain."

    assert speaker(text) == Speaker(None, "woman from the quay")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Ada Obi", SourceKind.NAMED),
        ("The mayor", SourceKind.DESCRIBED),
        ("A police spokesman", SourceKind.DESCRIBED),
        ("Three unnamed palace sources", SourceKind.UNNAMED),
        ("Officials", SourceKind.UNNAMED),
        ("An official who asked not to be named", SourceKind.UNNAMED),
        ("The Harbour Ministry", SourceKind.ORGANISATION),
        ("Police", SourceKind.ORGANISATION),
        ("A report", SourceKind.DOCUMENT),
    ],
)
def test_the_sort_of_source_is_told(source, expected):
    assert attribute(f"{source} said that ships wait.", "en")[0].source_kind is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Obi said ships wait.", Act.SAY),
        ("The Palace confirmed the visit.", Act.CONFIRM),
        ("“Yes, we can confirm the visit,” Obi said.", Act.CONFIRM),
        ("The Palace denied the visit.", Act.DENY),
        ("The Palace did not confirm the visit.", Act.DECLINE),
        ("The Palace declined to comment.", Act.DECLINE),
        ("The Palace did not respond to a request for comment.", Act.DECLINE),
        ("The Courier reached out to the Palace for comment.", Act.DECLINE),
        ("The Palace could not be reached for comment.", Act.DECLINE),
    ],
)
def test_what_the_crediting_amounts_to(text, expected):
    assert [one.act for one in attribute(text, "en")] == [expected]


def test_what_would_be_confirmed_is_not():
    assert Act.CONFIRM not in {one.act for one in attribute("The Palace would confirm the visit.", "en")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Ships wait,” Obi said.", QuoteKind.DIRECT),
        ("Obi said that ships wait.", QuoteKind.INDIRECT),
        ("Obi said that ships wait “in vain” here.", QuoteKind.MIXED),
    ],
)
def test_how_the_content_is_given(text, expected):
    assert [one.kind for one in attribute(text, "en")] == [expected]


def credited(text, act):
    return [
        (text[slice(*one.source[0])], "|".join(text[slice(*span)] for span in one.content), one.speaker, one.by)
        for one in attribute(text, "en")
        if one.act is act
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Palace confirmed the visit that was first reported by the Ledger newspaper.",
            ("the Ledger newspaper", "the visit"),
        ),
        (
            "Ada Obi confirmed an earlier report by the Norl newspaper Ledger that the queen would come.",
            ("the Norl newspaper Ledger", "that the queen would come"),
        ),
        ("The visit, first reported by Ledger, is planned.", ("Ledger", "The visit")),
    ],
)
def test_the_outlet_that_had_it_first_is_credited(text, expected):
    assert credited(text, Act.FIRST_REPORT) == [(*expected, Speaker(None, None, "Ledger"), None)]


def test_what_an_outlet_cites_is_told_with_the_outlet():
    text = "Ledger, citing three unnamed palace sources, said that the queen would come."

    assert credited(text, Act.CITE) == [
        (
            "three unnamed palace sources",
            "that the queen would come",
            Speaker(None, "three unnamed palace sources"),
            "Ledger",
        )
    ]


def test_citing_a_reason_cites_no_source():
    assert credited("The Palace, citing bad weather, said that the queen would stay.", Act.CITE) == []


@pytest.mark.parametrize(
    ("credit", "name"),
    [
        ("the Ledger newspaper", "Ledger"),
        ("the Norlian newspaper Ledger", "Ledger"),
        ("The Orvo Courier", "Orvo Courier"),
        ("German magazine Der Bote", "Der Bote"),
        ("the British Harbour Journal", "British Harbour Journal"),
        ("state news agency NTA", "NTA"),
    ],
)
def test_an_outlet_is_known_by_its_own_name(credit, name):
    assert outlet_name(credit) == name


def test_in_another_language_only_quotations_are_found():
    text = "„Wir warten seit Tagen auf Hilfe“, sagte Obi. Das „Schiff“ sinkt."

    assert attribute(text, "de") == (Attribution((), (), ((0, 33),), kind=QuoteKind.DIRECT),)


@pytest.mark.parametrize(
    "piece",
    ["“", '"a ', "word ", "said ", "Obi said ", ", saying that ", "citing sources ", "he is expected to ", "(a) ",
     ") ", "according to ", "Ada Obi ", "who ", "and said ", "told him ", "“a,” he said. ", "Obi's claim that ", "A. ",
     "“a\n", "an earlier report by ", "was first reported by ", "reached out to comment ", "x", "Obi, said, ", "is ",
     "really "],
)  # fmt: skip
def test_time_is_linear_whatever_the_text(piece):
    short, long = (_time(piece * (size // len(piece))) for size in (10_000, 80_000))

    assert long < 16 * short + 0.3


def _time(text):
    return min(_once(text) for _ in range(2))  # the collector of garbage may walk through one of them


def _once(text):
    start = time.process_time()
    attribute(text, "en")
    return time.process_time() - start


def test_the_two_reports_of_the_first_event(shared):
    first, second = (path.read_text(encoding="utf-8") for path in sorted((shared / "seeds").iterdir()))

    assert {(one.act, one.speaker) for one in attribute(first, "en") if one.act in {Act.CONFIRM, Act.FIRST_REPORT}} == {
        (Act.CONFIRM, Speaker(None, None, "Kremlin")),
        (Act.CONFIRM, Speaker("Peskov")),
        (Act.FIRST_REPORT, Speaker(None, None, "Vedomosti")),
    }
    assert {Speaker("Dmitry Peskov", "Kremlin spokesman", "Kremlin")} == {
        one.speaker for one in attribute(second, "en") if any("Peskov" in second[slice(*span)] for span in one.source)
    }


def test_a_body_called_by_its_last_word_is_named_in_full_where_the_article_names_it():
    text = "The Quayside Gazette had it first.\n\nThe Gazette said that seven strands had snapped."
    assert [found.speaker.body for found in attribute(text, "en") if found.speaker][-1] == "Quayside Gazette"


def test_a_cue_that_no_rule_knows_is_found_by_weight():
    text = "Ada Obi wants the council to rebuild the old pier before the winter storms come back."

    assert [one[:2] for one in found(text)] == [("Ada Obi", "wants")]


def test_no_weight_overrules_what_confirms():
    nothing = Weights(*(table * 0 - 9 for table in load_weights()))

    acts = [one.act for one in attribute("The Palace confirmed the visit. Obi said ships wait.", "en", weights=nothing)]

    assert acts == [Act.CONFIRM]
