"""Accounts of a small team without a provider: names, roles and Argon2id hashes in one private file."""

import hashlib
import hmac
import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from dashlib.durable import locked, replace_file
from dashlib.errors import StaffError
from dashlib.publishing.audit import private_folder
from dashlib.settings import Settings

ROLES = ("upload", "publish")
SHORTEST, LONGEST = 12, 1000
# No @ and no colon, so that no account can be taken for somebody who is known by a provider.
NAME = re.compile(r"\w[\w .'’-]{0,63}")
# The second choice of RFC 9106, written out: a known and an unknown name must take the same time in years to come.
HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)


@dataclass(frozen=True)
class Account:
    """Who may sign in with a password."""

    name: str
    role: str
    hash: str

    @property
    def proof(self) -> str:
        """What a session rests on: it changes with the password, and with the account of another of the same name."""
        return hashlib.sha256(self.hash.encode()).hexdigest()


def read_accounts(settings: Settings) -> list[Account]:
    """All accounts, none if there is no file. Raises StaffError if it cannot be read."""
    try:
        return [Account(**entry) for entry in json.loads(_path(settings).read_text("utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise StaffError("The accounts in staff.json cannot be read. Restore the file from a backup.") from error


def account_named(settings: Settings, name: str) -> Account | None:
    """The account of this name, in upper or lower case."""
    return next((account for account in read_accounts(settings) if name_key(account.name) == name_key(name)), None)


def add_account(settings: Settings, name: str, role: str, password: str) -> Account:
    """Make an account. Raises StaffError if the name is taken or cannot be one, or the password is too short."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not NAME.fullmatch(name):
        raise StaffError("A name has up to 64 letters, digits, blanks, dots, hyphens and apostrophes.")
    if role not in ROLES:
        raise StaffError(f"A role is one of {', '.join(ROLES)}.")
    if not SHORTEST <= len(password) <= LONGEST:
        raise StaffError(f"A password has {SHORTEST} to {LONGEST} characters.")
    with locked(private_folder(settings) / ".staff.lock"):
        if account_named(settings, name):
            raise StaffError(f"There is an account named {name} already: remove it first.")
        account = Account(name, role, HASHER.hash(_plain(password)))
        _write(settings, [*read_accounts(settings), account])
        return account


def remove_account(settings: Settings, name: str) -> Account:
    """Remove an account; its open sessions end. Raises StaffError if there is none of this name."""
    with locked(private_folder(settings) / ".staff.lock"):
        account = account_named(settings, name)
        if account is None:
            raise StaffError(f"There is no account named {name}.")
        _write(settings, [other for other in read_accounts(settings) if other != account])
        return account


def is_password_of(account: Account, password: str) -> bool:
    """Whether the password is that of the account: a check takes 64 MB and a twentieth of a second."""
    try:
        return HASHER.verify(account.hash, _plain(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False


def mark_of_browser(account: Account, mark: str | None = None) -> str:
    """What a browser keeps in which somebody signed in, a new one unless told: it is worth nothing but for waiting less."""
    mark = mark or token_urlsafe(16)
    signature = hmac.digest(account.hash.encode(), mark.encode("utf-8", "replace"), "sha256").hex()
    return f"{mark}.{signature}"


def is_mark_of_browser(account: Account, given: str) -> bool:
    """Whether this program gave the mark, to somebody who knew the password that the account has now."""
    expected = mark_of_browser(account, given.rpartition(".")[0])
    return hmac.compare_digest(expected.encode("utf-8", "replace"), given.encode("utf-8", "replace"))


def _plain(password: str) -> bytes:
    """One spelling of an accented letter, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


def name_key(name: str) -> str:
    """The same for all spellings that name one account."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _write(settings: Settings, accounts: list[Account]) -> None:
    content = json.dumps([asdict(account) for account in accounts], ensure_ascii=False, indent=1)
    replace_file(_path(settings), content.encode(), mode=0o600)


def _path(settings: Settings) -> Path:
    return settings.private / "staff.json"
