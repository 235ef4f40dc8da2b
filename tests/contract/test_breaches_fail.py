"""The contract is tried: each kind of breach is planted in a copy of the house, and must be found."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contract import source


@pytest.fixture
def house(tmp_path):
    shutil.copytree(source.PACKAGE, tmp_path / "stoppress", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(source.ROOT / "pyproject.toml", tmp_path)
    return tmp_path / "stoppress"


def broken_contracts(house: Path) -> str:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environment = os.environ | {"PYTHONPATH": str(house.parent), "COLUMNS": "200"}
    run = subprocess.run(
        command, cwd=house.parent, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    return "" if run.returncode == 0 else run.stdout


def test_the_house_as_it_stands_keeps_its_contract(house):
    assert broken_contracts(house) == ""


def test_a_stage_that_imports_django_fails_the_build(house):
    (house / "stages" / "judge.py").write_text("import django\n")
    assert "Domain and stages never import django, sockets or files BROKEN" in broken_contracts(house)


def test_a_room_that_imports_upwards_fails_the_build(house):
    (house / "mailroom" / "upwards.py").write_text("import stoppress.newsroom.issue\n")
    assert "stoppress.mailroom is not allowed to import stoppress.newsroom" in broken_contracts(house)


def test_a_room_unknown_to_the_plan_fails_the_build(house):
    (house / "annex").mkdir()
    (house / "annex" / "__init__.py").touch()
    assert "stoppress.annex" in broken_contracts(house)


def test_a_cycle_fails_the_build(house):
    (house / "wire" / "one.py").write_text("import stoppress.wire.two\n")
    (house / "wire" / "two.py").write_text("import stoppress.wire.one\n")
    assert "No cycles BROKEN" in broken_contracts(house)


def test_a_utils_module_fails_the_build(house):
    (house / "newsroom" / "utils.py").touch()
    assert source.nameless(house) == ["newsroom/utils.py"]


@pytest.mark.parametrize(
    "line", ["open('x')", "datetime.now()", "import urllib.request", "Path('x').read_text()"], ids=str
)
def test_a_stage_that_reaches_outside_fails_the_build(house, line):
    (house / "stages" / "judge.py").write_text(line + "\n")
    assert source.impurities(house) == ["stages/judge.py:1"]
