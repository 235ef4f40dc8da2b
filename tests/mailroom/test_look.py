"""The look of mails: an operator's colours, font and logo in place of ours, refused where they could not be read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from stoppress.domain.email import EmailKind
from stoppress.domain.errors import SettingError
from stoppress.mailroom.house import house
from stoppress.mailroom.look import Look, contrast, own_look
from stoppress.mailroom.render import render_email

NOW = datetime(2031, 5, 4, 9, 30, tzinfo=UTC)
OWN = """\
font = "Verdana, sans-serif"
logo = "https://orvo.example/logo.png"
logo_width = 220

[light]
link = "#0a6b3d"

[dark]
link = "#8fe0b5"
"""


@pytest.fixture
def look(tmp_path):
    """Write an operator's look and read it."""

    def written(text):
        (tmp_path / "look.toml").write_text(text, "utf-8")
        return own_look(tmp_path / "look.toml")

    return written


def test_what_an_operator_does_not_name_stays_ours(look):
    assert look(OWN) == Look(
        light=replace(Look().light, link="#0a6b3d"),
        dark=replace(Look().dark, link="#8fe0b5"),
        font="Verdana, sans-serif",
        logo="https://orvo.example/logo.png",
        logo_width=220,
    )


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ('[light]\nink = "#777777"\n', 2, "light.ink: ink #777777 on sheet #ffffff has a contrast of 4.47 to 1"),
        ('[dark]\n\nsheet = "#cccccc"\n', 3, "dark.sheet: ink #eceae6 on sheet #cccccc has a contrast of 1.33 to 1"),
        ('[light]\nbutton = "#f5c518"\n', 2, "light.button: button_ink #ffffff on button #f5c518"),
        ('font = "x"\n[light]\nink = "red"\n', 3, "light.ink: 'red' is no colour; write it as"),
        ('[light]\ninc = "#000000"\n', 2, "light.inc: there is no such colour; there are: paper, sheet"),
        ("light = 3\n", 1, "light: a table [light] of colours is needed"),
        ('color = "#000000"\n', 1, "color: there is no such setting; there are: dark, font, light, logo"),
        ('font = "x;}</style>"\n', 1, "font: write names of fonts"),
        ('logo = "http://orvo.example/logo.png"\n', 1, "logo: write the https address of a picture"),
        ('logo = "https://orvo.example/a b"\n', 1, "logo: write the https address of a picture"),
        ("logo_width = 9000\n", 1, "logo_width: write a whole number of pixels"),
        ("logo_width = true\n", 1, "logo_width: write a whole number of pixels"),
        ("logo_alt = 3\n", 1, "logo_alt: write what the picture says"),
        ("[light\n", 1, "Expected ']'"),
    ],
)
def test_what_is_wrong_in_a_look_is_said_with_file_and_line(look, tmp_path, text, line, complaint):
    with pytest.raises(SettingError) as error:
        look(text)
    assert str(tmp_path / "look.toml") in str(error.value)
    assert f"line {line}" in str(error.value)
    assert complaint in str(error.value)


def _confirmation(settings, tmp_path):
    settings.STOPPRESS = replace(settings.STOPPRESS, mail_folder=str(tmp_path))
    return render_email(
        EmailKind.CONFIRMATION, {}, sender="a@news.test", language="en", expires_at=NOW + timedelta(hours=1), headers={}
    )


def test_a_mail_has_the_operators_colours_font_logo_and_footer(settings, tmp_path):
    (tmp_path / "look.toml").write_text(OWN, "utf-8")
    (tmp_path / "en.toml").write_text('footer = "Member of the Orvo press council.\\n\\nRegister 771"\n', "utf-8")
    house.cache_clear()
    email = _confirmation(settings, tmp_path)
    assert 'style="color:#0a6b3d;text-decoration:underline"' in email.html
    assert ".link { color: #8fe0b5 !important; }" in email.html
    assert "px/1.5 Verdana, sans-serif;" in email.html
    assert '<img src="https://orvo.example/logo.png" width="220" alt="The Orvo Courier"' in email.html
    assert "\nMember of the Orvo press council.\n\nRegister 771\n\nSent by The Orvo Courier\n" in email.text
    assert "<span>Register 771</span>" in email.html


def test_a_slip_while_the_folder_is_edited_holds_no_mail_up(settings, tmp_path):
    (tmp_path / "look.toml").write_text(OWN, "utf-8")
    house.cache_clear()
    before = _confirmation(settings, tmp_path)
    (tmp_path / "look.toml").write_text("[light", "utf-8")
    assert _confirmation(settings, tmp_path).html.count("#0a6b3d") == before.html.count("#0a6b3d")
