from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import User

from stoppress.cli.operator import operator
from stoppress.domain.errors import InputError

pytestmark = pytest.mark.django_db
PASSWORD = "harbour-ferry-1912"


def _run(*arguments: str, typed: str = ""):
    return CliRunner().invoke(operator, arguments, input=typed, standalone_mode=True)


def test_an_operator_is_made_with_a_password_typed_twice(client):
    done = _run("add", "ada", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.exit_code == 0
    assert "ada can log in at http://news.test/admin/" in done.output
    assert PASSWORD not in done.output
    assert client.post("/admin/login/", {"username": "ada", "password": PASSWORD}).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_an_operator_is_made_with_a_password_from_standard_input():
    assert _run("add", "ada", "--password-stdin", typed=f"{PASSWORD}\n").exit_code == 0
    assert User.objects.get(username="ada").check_password(PASSWORD)


@pytest.mark.parametrize("weak", ["", "short", "password1234"])
def test_a_weak_password_is_refused_and_nobody_is_made(weak):
    done = _run("add", "ada", "--password-stdin", typed=f"{weak}\n")
    assert isinstance(done.exception, InputError)
    assert not User.objects.exists()


def test_a_name_is_made_once():
    _run("add", "ada", "--password-stdin", typed=PASSWORD)
    again = _run("add", "ada", "--password-stdin", typed="another-password-7")
    assert isinstance(again.exception, InputError)
    assert User.objects.get().check_password(PASSWORD)


def test_a_name_that_cannot_be_one_is_refused():
    assert isinstance(_run("add", "a b", "--password-stdin", typed=PASSWORD).exception, InputError)


def test_operators_are_listed_with_their_last_login():
    _run("add", "ben", "--password-stdin", typed=PASSWORD)
    _run("add", "ada", "--password-stdin", typed=PASSWORD)
    assert _run("list").output == "ada\tnever logged in\nben\tnever logged in\n"


def test_a_new_password_takes_the_place_of_the_old_and_ends_a_lock_out(client):
    _run("add", "ada", "--password-stdin", typed=PASSWORD)
    for _ in range(5):
        client.post("/admin/login/", {"username": "ada", "password": "wrong"})
    assert _run("password", "ada", "--password-stdin", typed="another-password-7").exit_code == 0
    assert client.post("/admin/login/", {"username": "ada", "password": PASSWORD}).status_code == 200
    assert client.post("/admin/login/", {"username": "ada", "password": "another-password-7"}).status_code == 302


def test_the_password_of_nobody_cannot_be_changed():
    assert isinstance(_run("password", "eve", "--password-stdin", typed=PASSWORD).exception, InputError)
