"""`stoppress operator`: who may log in to the admin."""

from __future__ import annotations

import sys

import click

from stoppress.domain.errors import InputError


@click.group()
def operator() -> None:
    """Make and look after the logins of operators."""


@operator.command()
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
def add(name: str, *, password_stdin: bool) -> None:
    """Make a login called NAME."""
    _open_database()
    from django.contrib.auth.models import User  # noqa: PLC0415  (Django must be set up first)

    if User.objects.filter(username=name).exists():
        raise InputError(
            f"there is an operator called {name}; change the password with: stoppress operator password {name}"
        )
    user = User(username=name, is_staff=True, is_superuser=True)
    _check_name(user)
    user.set_password(_new_password(user, from_stdin=password_stdin))
    user.save()
    click.echo(f"{name} can log in at {_admin_address()}")


@operator.command("list")
def list_operators() -> None:
    """Print the operators and when each last logged in."""
    _open_database()
    from django.contrib.auth.models import User  # noqa: PLC0415  (Django must be set up first)

    for user in User.objects.filter(is_staff=True).order_by("username"):
        seen = f"last logged in {user.last_login:%Y-%m-%d %H:%M} UTC" if user.last_login else "never logged in"
        click.echo(f"{user.username}\t{seen if user.is_active else 'may not log in'}")


@operator.command()
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
def password(name: str, *, password_stdin: bool) -> None:
    """Change the password of NAME; who is logged in by that name is logged out, and a lock-out ends."""
    _open_database()
    from axes.utils import reset  # noqa: PLC0415  (Django must be set up first)
    from django.contrib.auth.models import User  # noqa: PLC0415  (Django must be set up first)

    user = User.objects.filter(username=name).first()
    if user is None:
        raise InputError(f"there is no operator called {name}; make one with: stoppress operator add {name}")
    user.set_password(_new_password(user, from_stdin=password_stdin))
    user.save(update_fields=["password"])
    reset(username=name)
    click.echo(f"{name} has a new password")


def _open_database() -> None:
    from stoppress.roles.prepare import prepare_store  # noqa: PLC0415  (Django is loaded by the commands that need it)

    prepare_store()


def _check_name(user: object) -> None:
    from django.core.exceptions import ValidationError  # noqa: PLC0415  (Django must be set up first)

    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise InputError(" ".join(error.messages)) from error


def _new_password(user: object, *, from_stdin: bool) -> str:
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415  (as above)
    from django.core.exceptions import ValidationError  # noqa: PLC0415  (as above)

    stated = _read_line() if from_stdin else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        validate_password(stated, user)
    except ValidationError as error:
        raise InputError(" ".join(error.messages)) from error
    return str(stated)


def _read_line() -> str:
    return sys.stdin.readline().rstrip("\r\n")


def _admin_address() -> str:
    from django.conf import settings  # noqa: PLC0415  (Django must be set up first)

    return f"{settings.STOPPRESS.public_address.rstrip('/')}/admin/"
