from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result

from stoppress.cli.suppressions import suppressions
from stoppress.domain.email import DeliveryState
from stoppress.domain.errors import InputError
from stoppress.mailroom.models import Delivery, Suppression
from stoppress.mailroom.suppression import hash_address, is_suppressed, suppress
from tests.readership.people import ADA, sign_up

pytestmark = pytest.mark.django_db


def run(*arguments: object, given: str = "") -> Result:
    return CliRunner().invoke(suppressions, [str(one) for one in arguments], input=given)


def rows() -> list[tuple[str, str, datetime]]:
    return list(Suppression.objects.order_by("pk").values_list("address_hash", "reason", "suppressed_at"))


def test_what_is_exported_and_imported_elsewhere_is_the_same_list(tmp_path, now):
    suppress("ada@reader.test", reason="bounced 5.1.1", now=now)
    suppress("eve@reader.test", reason='says "no, never"', now=now)
    before = rows()
    assert run("export", "-o", tmp_path / "list.csv").exit_code == 0
    assert "reader.test" not in (tmp_path / "list.csv").read_text("utf-8")
    Suppression.objects.all().delete()
    assert run("import", tmp_path / "list.csv").output == "2 suppressed, 0 were already\n"
    assert rows() == before
    assert run("import", tmp_path / "list.csv").output == "0 suppressed, 2 were already\n"
    assert rows() == before


def test_addresses_are_imported_with_reason_and_time():
    given = "address,reason,suppressed_at\nAda@Reader.test,left the old list,2026-10-05T08:00:00Z\n"
    assert run("import", "-", given=given).exit_code == 0
    assert rows() == [(hash_address("ada@reader.test"), "left the old list", datetime(2026, 10, 5, 8, tzinfo=UTC))]


def test_a_list_of_addresses_alone_needs_no_first_line():
    assert run("import", "-", given="ada@reader.test\n\neve@reader.test\n").output == "2 suppressed, 0 were already\n"
    assert is_suppressed("eve@reader.test")


def test_importing_an_address_stops_what_is_queued_for_it(now):
    sign_up(now=now)
    run("import", "-", given=f"address\n{ADA}\n")
    assert Delivery.objects.get().state == DeliveryState.SUPPRESSED


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("nobody,,", "-:2: an address whose part before the @ cannot be mailed"),
        (",,", ""),
        (",x,", "-:2: neither an address nor a hash"),
        ("ada@reader.test", "-:2: 1 columns, not 3"),
        ("ada@reader.test,,yesterday", "-:2: an unknown time"),
    ],
)
def test_a_line_that_cannot_be_read_is_said_and_the_rest_goes_on(line, complaint):
    result = run("import", "-", given=f"address,reason,suppressed_at\n{line}\neve@reader.test,,\n")
    assert complaint in result.output
    assert (result.exit_code, Suppression.objects.count()) == (1 if complaint else 0, 1)


@pytest.mark.parametrize("given", ["", "name,reason\nx,y\n", "address,colour\nx,y\n", "address_hash\x00\n"])
def test_columns_that_cannot_be_told_end_the_import(given):
    assert isinstance(run("import", "-", given=given).exception, InputError)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    assert "none.csv cannot be read: No such file" in run("import", tmp_path / "none.csv").output
    (tmp_path / "list.csv").write_bytes(b"address\n\xff\xfe\n")
    assert "list.csv cannot be read: not UTF-8" in run("import", tmp_path / "list.csv").output


def test_the_list_is_told_by_reason_without_anything_of_the_addresses(now):
    for name in ("ada", "eve"):
        suppress(f"{name}@reader.test", reason="bounced 5.1.1", now=now)
    suppress("zoe@reader.test", reason="complaint", now=now)
    assert run("list").output == "2\tbounced 5.1.1\n1\tcomplaint\n"
