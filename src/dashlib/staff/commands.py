"""The command `dashlib staff`: accounts with a password, for teams without a provider of sign-in."""

from pathlib import Path
from secrets import token_urlsafe

import click

from dashlib.publishing.audit import on_the_command_line, recorded
from dashlib.settings import read_settings
from dashlib.staff.accounts import ROLES, SHORTEST, add_account, read_accounts, remove_account

with_data = click.option("--data", type=click.Path(path_type=Path), help="Folder of releases and journal.")


@click.group()
def staff() -> None:
    """Accounts of those who may change the data; with OpenID Connect none are needed."""


@staff.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="Whoever may publish may upload as well.")
@click.option("--generate", is_flag=True, help="Make up a password and print it, once.")
@with_data
def add(name: str, role: str, generate: bool, data: Path | None) -> None:
    """Make the account NAME; its password is asked for twice."""
    password = token_urlsafe(15) if generate else _asked()
    settings = read_settings(data)
    with recorded(settings, on_the_command_line(), "account-add", name=name, role=role) as outcome:
        outcome["name"] = add_account(settings, name, role, password).name
    if generate:
        click.echo(password)


def _asked() -> str:
    password: str = click.prompt(
        f"Password, at least {SHORTEST} characters", hide_input=True, confirmation_prompt="Once more", err=True
    )
    return password


@staff.command()
@click.argument("name")
@with_data
def remove(name: str, data: Path | None) -> None:
    """Remove the account NAME; whoever is signed in with it is out at the next click."""
    settings = read_settings(data)
    with recorded(settings, on_the_command_line(), "account-remove", name=name) as outcome:
        account = remove_account(settings, name)
        outcome.update({"name": account.name, "role": account.role})


@staff.command("list")
@with_data
def list_(data: Path | None) -> None:
    """List the accounts with their roles."""
    for account in read_accounts(read_settings(data)):
        click.echo(f"{account.name}\t{account.role}")
