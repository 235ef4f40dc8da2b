"""The docs cannot lie: what the code knows stands in them, and what they link to is there."""

import dataclasses
import re
from enum import StrEnum
from pathlib import Path
from typing import get_args

import click
import pytest

from stoppress.cli.main import commands
from stoppress.domain.article import DropReason
from stoppress.domain.configuration import Configuration
from stoppress.domain.delivery import Step
from stoppress.domain.email import DeliveryState, EmailKind
from stoppress.domain.event import RepairKind
from stoppress.domain.kind import Ground, Kind
from stoppress.domain.reader import SkipReason
from stoppress.domain.returned import ReturnVerdict
from stoppress.domain.signals import Signal
from stoppress.domain.verdict import Decision, Reason
from stoppress.readership.sign_up import Answer

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
LISTS: tuple[type[StrEnum], ...] = (
    Decision, Reason, Kind, RepairKind, Ground, DropReason, SkipReason, DeliveryState, EmailKind, Answer,
    ReturnVerdict, Step,
)  # fmt: skip


def shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


@pytest.mark.parametrize("field", dataclasses.fields(Configuration), ids=lambda field: field.name)
def test_every_setting_is_documented_with_its_default(field):
    default = f"`{shown(field.default)}`" if field.default != "" else "empty"
    assert f"| `{field.name}` | {default} |" in (REFERENCE / "settings.md").read_text("utf-8")


def test_no_setting_is_documented_that_is_not_there():
    documented = set(re.findall(r"^\| `(\w+)`", (REFERENCE / "settings.md").read_text("utf-8"), re.MULTILINE))
    assert documented == {field.name for field in dataclasses.fields(Configuration)}


def test_every_command_is_documented_and_loads():
    context = click.Context(commands)
    documented = set(re.findall(r"^\| `stoppress (\w+)`", (REFERENCE / "commands.md").read_text("utf-8"), re.MULTILINE))
    assert documented == set(commands.list_commands(context))
    for name in documented:
        assert commands.get_command(context, name).help


@pytest.mark.parametrize("closed_list", LISTS, ids=lambda closed_list: closed_list.__name__)
def test_every_member_of_a_closed_list_is_documented(closed_list):
    text = (REFERENCE / "lists.md").read_text("utf-8")
    assert [member.value for member in closed_list if f"`{member.value}`" not in text] == []


def test_every_signal_is_documented():
    text = (REFERENCE / "lists.md").read_text("utf-8")
    assert [signal.__name__ for signal in get_args(Signal) if f"`{signal.__name__}`" not in text] == []


def test_every_link_between_documents_leads_somewhere():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8"))
        if not (document.parent / target).exists()
    ]
    assert broken == []


def test_the_readme_names_the_two_commands():
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in ("demo", "test"):
        assert f"    make {target} " in readme
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_every_test_that_the_rules_of_mail_name_is_there():
    """The table says which test holds which rule: a test renamed or dropped must not leave a promise behind."""
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", (REFERENCE / "mail.md").read_text("utf-8"))
    gone = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).is_file() or f"\ndef {test}(" not in (ROOT / file).read_text("utf-8")
    ]
    assert len(named) > 50
    assert gone == []


def test_every_rule_of_mail_has_a_test():
    rows = re.findall(r"^\| (?!rule|--)(.+?) \| (.+?) \|$", (REFERENCE / "mail.md").read_text("utf-8"), re.MULTILINE)
    assert [rule for rule, tests in rows if "::test_" not in tests and not rule.startswith("`")] == []
