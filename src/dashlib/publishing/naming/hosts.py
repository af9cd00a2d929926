"""Hosts of websites and domains of e-mail addresses: whose they are, and which of them stand in a text."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import suppress
from urllib.parse import urlsplit

import pyarrow as pa

from dashlib.publishing.naming.lists import public_hosts
from dashlib.text.folding import folded

# No label and no host is longer than what the network permits, and none begins within a word.
LABEL = r"[^\W_](?:[^\W_]|-){0,62}"
HOST = re.compile(rf"(?<![^\W_])(?<!-){LABEL}(?:\.{LABEL}){{1,126}}")
MAIL = re.compile(rf"[\w.+-]@({HOST.pattern})")


def host_of(website: str) -> str | None:
    """The host of an address, in small letters and in ASCII, without `www.`, port and path; None if there is none."""
    text = website.strip()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return None
    return _plain(host) if HOST.fullmatch(host.strip(".")) else None


def _plain(host: str) -> str:
    host = host.strip(".").lower()
    with suppress(UnicodeError):  # A label that no registry would take is compared as it is written.
        host = host.encode("idna").decode("ascii")
    return host.removeprefix("www.")


def is_own(host: str, several: Collection[str]) -> bool:
    """True if a host (of `host_of`) serves one organization alone."""
    if host in several or host in public_hosts():
        return False
    return all(public_hosts().get(parent, True) for parent in _parents(host))


def _parents(host: str) -> Iterator[str]:
    """`b.c` and `c` for `a.b.c`."""
    while "." in host:
        host = host.partition(".")[2]
        yield host


def hosts_in(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Where hosts stand in a text, each with the host and those it is a subdomain of."""
    for match in HOST.finditer(text):
        host = _plain(match[0])
        yield match.start(), match.end(), (host, *_parents(host))


def served_several(organizations: pa.Table) -> set[str]:
    """Hosts of websites and domains of e-mail addresses that more than one organization of the table has.

    Rows with the same identifier or the same name are one organization.
    """
    owners: dict[str, list[dict[str, str | None]]] = defaultdict(list)
    for batch in organizations.to_batches():
        for row in batch.to_pylist():
            texts = [value for value in row.values() if isinstance(value, str)]
            found = {_plain(domain) for text in texts if "@" in text for domain in MAIL.findall(text)}
            for host in found | {host_of(row.get("website") or "") or ""} - {""}:
                owners[host].append({name: row.get(name) for name in ("organization_id", "name")})
    return {host for host, rows in owners.items() if _are_several(rows)}


def _are_several(rows: list[dict[str, str | None]]) -> bool:
    return all(len({folded(row[name] or "") for row in rows}) > 1 for name in ("organization_id", "name"))


def ways_to_write(host: str) -> Iterator[str]:
    """A host of `host_of` in ASCII, and in its own letters."""
    yield host
    try:
        yield host.encode("ascii").decode("idna")
    except UnicodeError:
        return
