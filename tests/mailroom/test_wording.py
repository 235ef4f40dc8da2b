"""Our own words: whole in every language, an operator's in their place, slips told with their line."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

import stoppress.mailroom
from stoppress.domain.errors import SettingError
from stoppress.mailroom.house import read_house
from stoppress.mailroom.wording import placeholders, shipped_languages, shipped_wording

ROOM = Path(stoppress.mailroom.__file__).parent
LANGUAGES = shipped_languages()
ENGLISH = shipped_wording("en")
NOW = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)


def test_the_languages_are_these():
    assert LANGUAGES == ("ar", "de", "en", "es", "fr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_with_the_same_values(language):
    words = shipped_wording(language)
    assert {name: placeholders(text) for name, text in words.texts.items()} == {
        name: placeholders(text) for name, text in ENGLISH.texts.items()
    }
    assert words.counted.keys() == ENGLISH.counted.keys()
    assert len(set(words.months)) == 12
    assert [name for name, text in words.texts.items() if not text and name != "footer"] == []


def test_every_text_is_used_and_every_text_used_is_there():
    templates = "".join(path.read_text("utf-8") for path in (ROOM / "templates" / "mail").iterdir())
    said = set(re.findall(r"say\.(\w+)", templates))
    code = "".join(path.read_text("utf-8") for path in ROOM.glob("*.py"))
    assert said <= set(ENGLISH.texts)
    assert [name for name in set(ENGLISH.texts) - said if f'"{name}"' not in code] == []


@pytest.mark.parametrize(
    ("language", "numbers"),
    [
        ("en", {0: "0 independent outlets", 1: "1 independent outlet", 2: "2 independent outlets"}),
        ("fr", {0: "0 média indépendant", 1: "1 média indépendant", 2: "2 médias indépendants"}),
        (
            "ar",
            {
                1: "وسيلة إعلام مستقلة واحدة",
                2: "وسيلتا إعلام مستقلتان",
                3: "3 وسائل إعلام مستقلة",
                11: "11 وسيلة إعلام مستقلة",
                100: "100 وسيلة إعلام مستقلة",
                103: "103 وسائل إعلام مستقلة",
            },
        ),
    ],
)
def test_numbers_take_the_plural_of_the_language(language, numbers):
    words = shipped_wording(language)
    assert {number: words.count("independent_outlets", number) for number in numbers} == numbers


@pytest.mark.parametrize(
    ("language", "worded"),
    [
        ("es", "4 de mayo de 2031, 11:30 CEST"),
        ("fr", "4 mai 2031 à 11:30 CEST"),
        ("de", "4. Mai 2031, 11:30 Uhr CEST"),
        ("ar", "4 مايو 2031، 11:30 CEST"),
    ],
)
def test_times_are_worded_in_the_language(language, worded):
    assert shipped_wording(language).moment(NOW, "Europe/Prague") == worded


def test_values_in_html_keep_their_own_direction_and_are_no_markup():
    assert shipped_wording("ar").show("sent_by", operator="Orvo <b>") == "المرسل: <bdi>Orvo &lt;b&gt;</bdi>"


@pytest.fixture
def folder(tmp_path):
    """Write a file of the operator's folder; return the words of a language, or what is said of it."""

    def written(name, text, language="en"):
        (tmp_path / name).write_text(text, "utf-8")
        return read_house(str(tmp_path)).wording(language)

    return written


def test_an_operator_replaces_single_lines_and_single_plurals(folder):
    words = folder("en.toml", 'change = "My settings"\n[outlets]\nother = "{count} papers"\n')
    assert words.say("change") == "My settings"
    assert words.say("unsubscribe") == "Unsubscribe"
    assert (words.count("outlets", 1), words.count("outlets", 2)) == ("1 outlet", "2 papers")


def test_an_operator_adds_a_language(folder):
    whole = (ROOM / "words" / "en.toml").read_text("utf-8").replace('"Unsubscribe"', '"Odhlásit"')
    assert folder("cs.toml", whole, "cs").say("unsubscribe") == "Odhlásit"


def test_a_region_has_the_words_of_its_language(folder):
    assert read_house("").wording("pt-BR") == ENGLISH
    assert folder("pt-BR.toml", (ROOM / "words" / "es.toml").read_text("utf-8"), "pt-BR").say("change") != "Change"
    assert read_house("").wording("de-AT") == shipped_wording("de")


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ('why = "x"\nchange = "a\n', 2, "Illegal character"),
        ('why = "x"\nchnge = "a"\n', 2, "chnge: there is no such text"),
        ('why = "{operatr}"\n', 1, "why: {operatr} is nothing that is filled in here; what is: {operator}"),
        ('\nwhy = "{operator.__class__}"\n', 2, "why: {operator.__class__} is nothing that is filled in here"),
        ('why = "{operator!r}"\n', 1, "why: {operator!r} is nothing that is filled in here"),
        ('change = "{"\n', 1, "braces come in pairs around a name"),
        ("change = 3\n", 1, "change: a text in quotation marks is needed"),
        ('months = ["May"]\n', 1, "months: twelve names are needed"),
        ('why = "x"\n[outlets]\none = "x"\n', 2, 'outlets: a table with a text for each plural is needed, "other"'),
        ('[outlets]\nother = "x"\none = "{number}"\n', 3, "outlets.one: {number} is nothing that is filled in here"),
    ],
)
def test_what_is_wrong_in_a_file_of_words_is_said_with_file_and_line(folder, tmp_path, text, line, complaint):
    with pytest.raises(SettingError) as error:
        folder("en.toml", text)
    assert str(tmp_path / "en.toml") in str(error.value)
    assert f"line {line}" in str(error.value)
    assert complaint in str(error.value)


def test_a_language_of_ones_own_must_be_whole(folder):
    with pytest.raises(SettingError, match=r"cs\.toml: cs is new, so every text is needed; these are missing: .*why"):
        folder("cs.toml", 'change = "x"\n')


def test_a_file_that_is_none_of_these_is_no_slip_that_passes_unseen(folder):
    with pytest.raises(SettingError, match=r"colours\.toml: what is read is look\.toml, and words by language"):
        folder("colours.toml", "")


def test_a_folder_that_is_not_there_is_a_wrong_setting(tmp_path):
    with pytest.raises(SettingError, match=r"mail_folder: .* cannot be read: No such file"):
        read_house(str(tmp_path / "none"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_ours_can_deceive_or_stick(language):
    """No control characters, and no space that a program may break where the language does not."""
    text = (ROOM / "words" / f"{language}.toml").read_text("utf-8")
    assert not re.search("[\u200e\u200f\u202a-\u202e\u2066-\u2069\t]", text)
    assert not re.search(r" [;:?!»]", "".join(map(str, tomllib.loads(text).values()))) or language != "fr"
