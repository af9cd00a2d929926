"""Tells by its content what a file is, and refuses what must not be opened, before anything is unpacked."""

import zipfile
import zlib
from pathlib import Path

from dashlib.publishing.reading.given import UnreadError

# A million rows unpack to 0.7 GB, a two-hundredth of which is a zip of almost nothing but repetition.
UNPACKED, RATIO, RATIO_FROM = 2 * 10**9, 200, 50 * 10**6
# A workbook has some parts for each sheet, and one for each picture.
ENTRIES = 5_000

ENDINGS = {"xlsx": {".xlsx", ".xlsm"}, "xls": {".xls"}, "ods": {".ods"}, "text": {".csv", ".tsv", ".txt"}}
OTHERS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a packed file",
    b"Rar!": "a packed file",
    b"7z\xbc\xaf": "a packed file",
    b"PAR1": "a Parquet file",
    b"<!DOCTYPE html": "a web page",
    b"<html": "a web page",
    b"<meta": "a web page",
    b"<table": "a web page",
    b"MIME-Version:": "a web page",
    b"[{": "JSON",
    b'{"': "JSON",
    b"<?xml": "an XML file",
    b"{\\rtf": "a text of a word processor",
}


def kind_of(path: Path) -> str:
    """`xlsx` (also with macros), `xls`, `ods` or `text`. Raises UnreadError for everything else."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PK"):
        return _kind_of_zip(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return _kind_of_compound(path.read_bytes())
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, what in OTHERS.items():
        if plain.startswith(mark.lower()):
            raise UnreadError("file-kind", what)
    return "text"


def _kind_of_compound(content: bytes) -> str:
    """What lies in the container of older Office files, by the names of its streams."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadError("file-protected")
    if any(name.encode("utf-16-le") in content for name in ("Workbook\0", "Book\0")):
        return "xls"
    raise UnreadError("file-kind", "a file of an older Office program, but no whole workbook")


def _kind_of_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            _refuse_bombs(entries, path.stat().st_size)
            if any(entry.flag_bits & 1 for entry in entries):
                raise UnreadError("file-protected")
            if "mimetype" in names and "content.xml" in names:
                if b"encryption-data" in part(archive, "META-INF/manifest.xml"):
                    raise UnreadError("file-protected")
                if b"spreadsheet" in part(archive, "mimetype"):
                    return "ods"
                raise UnreadError("file-kind", "a document, but no whole workbook")
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise UnreadError("file-damaged", str(error)) from error
    if "xl/workbook.bin" in names:
        raise UnreadError("file-kind", "a binary workbook (XLSB)")
    # Names of parts are compared without case, as Excel does.
    if any(name.lower().lstrip("/") == "xl/workbook.xml" for name in names):
        return "xlsx"
    raise UnreadError("file-kind", "a packed file, but no whole workbook")


def _refuse_bombs(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES:
        raise UnreadError("file-bomb", f"{len(entries):,} parts")
    if unpacked > UNPACKED or (unpacked > RATIO_FROM and unpacked > RATIO * size):
        raise UnreadError("file-bomb", f"{unpacked // 10**6:,} MB")
    if len({entry.filename for entry in entries}) < len(entries):
        raise UnreadError("file-damaged", "two parts have the same name")


def part(archive: zipfile.ZipFile, name: str, limit: int = 10 * 10**6) -> bytes:
    """A small part of a zip; empty if there is none. Raises UnreadError if it is larger than such parts are."""
    try:
        with archive.open(name) as file:
            content = file.read(limit + 1)
    except KeyError:
        return b""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise UnreadError("file-damaged", str(error)) from error
    if len(content) > limit:
        raise UnreadError("file-bomb", name)
    return content
