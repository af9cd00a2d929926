"""Files of a release: each holds exactly the tables, nothing runs as a formula, the same release gives the same bytes."""

import asyncio
import csv
import hashlib
import io
import json
import os
import re
import shutil
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import builders
import frictionless
import loops
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import SOURCE, published, settings_for
from starlette.applications import Starlette

from dashlib.errors import ExportError, ReleaseError
from dashlib.figures.files import FORMULA_STARTS
from dashlib.publishing.chain import append_entries, append_entry, publishing_lock
from dashlib.queries.store import Store, release_id_of
from dashlib.releases import exports
from dashlib.releases.compare import Change, changes_of
from dashlib.releases.exports import WHOLE, export, row_counts, size_at_sight
from dashlib.releases.journal import read_journal
from dashlib.schema.package import source_tables
from dashlib.web.server import middleware, routes

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(params=["real", "awkward"])
def store(request: pytest.FixtureRequest) -> Store:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def written(value: object) -> str:
    """A cell as it should stand in a file: the slow, plain way."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case str() if value.startswith(FORMULA_STARTS):
            return "'" + value
    return str(value)


def expected(store: Store, table: str) -> list[list[str]]:
    found = pq.read_table(store.folder / f"{table}.parquet")
    return [found.column_names, *([written(value) for value in row.values()] for row in found.to_pylist())]


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def made(store: Store, name: str, cache: Path) -> bytes:
    path = export(store.folder, name, cache)
    assert path
    return path.read_bytes()


def cells(workbook: bytes) -> dict[str, list[dict[str, tuple[str, str]]]]:
    """Every sheet by name: its rows, each cell by its column with its type and text, read from the XML itself."""
    with ZipFile(io.BytesIO(workbook)) as archive:
        names = [sheet.get("name") for sheet in ET.fromstring(archive.read("xl/workbook.xml")).iter(f"{SHEET}sheet")]
        sheets = {}
        for number, name in enumerate(names, start=1):
            tree = ET.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            for forbidden in ("f", "hyperlink"):
                assert not list(tree.iter(SHEET + forbidden)), name
            sheets[str(name)] = [
                {
                    re.sub(r"\d", "", cell.get("r", "")): (cell.get("t", "n"), "".join(cell.itertext()))
                    for cell in row.iter(f"{SHEET}c")
                }
                for row in tree.iter(f"{SHEET}row")
            ]
    return sheets


def test_every_csv_holds_its_table_cell_by_cell(store: Store, tmp_path: Path) -> None:
    for table, rows in row_counts(store.folder).items():
        found = lines(made(store, f"{table}.csv", tmp_path))
        assert found == expected(store, table), table
        assert len(found) == rows + 1


def test_the_zip_holds_every_table_and_is_a_valid_data_package(store: Store, tmp_path: Path) -> None:
    path = export(store.folder, "release.zip", tmp_path)
    report = frictionless.validate(str(path), type="package")
    assert report.valid, report.flatten(["type", "message"])
    assert {task.name: task.stats["rows"] for task in report.tasks} == row_counts(store.folder)
    with ZipFile(io.BytesIO(path.read_bytes() if path else b"")) as archive:
        for table in row_counts(store.folder):
            assert lines(archive.read(f"{table}.csv")) == expected(store, table), table
        package = json.loads(archive.read("datapackage.json"))
        assert package["id"] == store.release_id
        assert package["licenses"] == [{"name": store.manifest["licence"]}]


def test_the_workbook_holds_numbers_as_numbers_and_texts_as_texts(store: Store, tmp_path: Path) -> None:
    sheets = cells(made(store, "release.xlsx", tmp_path))
    assert list(sheets) == list(row_counts(store.folder))
    for table, rows in sheets.items():
        head, *body = expected(store, table)
        columns = {letter: text for letter, (_, text) in rows[0].items()}
        assert list(columns.values()) == head, table
        found = pq.read_table(store.folder / f"{table}.parquet")
        numeric = {f.name for f in found.schema if pa.types.is_decimal(f.type) or pa.types.is_integer(f.type)}
        assert len(rows) == len(body) + 1, table
        for row, line in zip(rows[1:], body, strict=True):
            known = {columns[letter]: (kind, text) for letter, (kind, text) in row.items()}
            for name, text in zip(head, line, strict=True):
                kind, shown = known.get(name, ("inlineStr", ""))
                if name in numeric and text:
                    assert (kind, Decimal(shown)) == ("n", Decimal(text)), (table, name)
                else:
                    assert (kind, shown) == ("inlineStr", text), (table, name)


def test_known_cells_are_exact(real: Store, tmp_path: Path) -> None:
    head, *rows = lines(made(real, "funding.csv", tmp_path))
    parts = [dict(zip(head, row, strict=True)) for row in rows if row[head.index("grant_id")] == "G-REG-01"]
    assert sorted((part["amount"], part["amount_nok"], part["grant_share"]) for part in parts) == [
        ("62054.66", "654676.73", "0.333333"),
        ("62054.67", "654676.73", "0.333333"),
        ("62054.67", "654676.74", "0.333334"),
    ]
    rounds = lines(made(real, "rounds.csv", tmp_path))
    assert {row[rounds[0].index("is_holder")] for row in rounds[1:]} == {"yes", "no"}


def test_what_could_be_a_formula_is_defused(awkward: Store, tmp_path: Path) -> None:
    harmless = '\'=HYPERLINK("https://example.org","x")'
    assert harmless in [row[1] for row in lines(made(awkward, "sources.csv", tmp_path))]
    texts = [
        text
        for rows in cells(made(awkward, "release.xlsx", tmp_path)).values()
        for row in rows
        for _, text in row.values()
    ]
    assert harmless in texts


def test_nothing_withheld_stands_in_a_file(awkward: Store, tmp_path: Path) -> None:
    head, *rows = lines(made(awkward, "grants.csv", tmp_path))
    withheld = [dict(zip(head, row, strict=True)) for row in rows if row[head.index("withheld")]]
    assert len(withheld) == 6
    for row in withheld:
        for name in ("recipient_org_id", "title", "description", "note", "source_id", "search_text"):
            assert row[name] == "", name


def test_the_same_release_gives_the_same_bytes(real: Store, tmp_path: Path) -> None:
    for name in (*WHOLE, "grants.csv", "grants.parquet"):
        assert made(real, name, tmp_path / "one") == made(real, name, tmp_path / "two"), name


def test_the_parquet_files_are_those_of_the_release(real: Store, tmp_path: Path) -> None:
    hashes = {entry["path"]: entry["sha256"] for entry in real.manifest["files"]}
    for name in (*(f"{table}.parquet" for table in row_counts(real.folder)), "datapackage.json"):
        assert hashlib.sha256(made(real, name, tmp_path)).hexdigest() == hashes[name]


def test_a_text_too_long_for_excel_is_told_not_cut(tmp_path: Path) -> None:
    grants = [{"amount_awarded": "999999999999.99", "note": "x" * 32_767, "keywords": "@cmd"}]
    store = builders.publish(builders.programme(grants=grants), tmp_path)
    (head, row) = cells(made(store, "release.xlsx", tmp_path / "cache"))["grants"]
    found = {head[letter][1]: cell for letter, cell in row.items()}
    assert found["amount_awarded"] == ("n", "999999999999.99")
    assert found["keywords"] == ("inlineStr", "'@cmd")
    grants[0]["note"] += "x"
    store = builders.publish(builders.programme(grants=grants), tmp_path)
    with pytest.raises(ExportError, match="32,767 letters"):
        export(store.folder, "release.xlsx", tmp_path / "cache")
    assert made(store, "grants.csv", tmp_path / "cache")


def test_more_rows_than_a_sheet_has_are_refused(real: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "EXCEL_ROWS", row_counts(real.folder)["announcement_rounds"])
    with pytest.raises(ExportError, match="424 rows: take the CSV or Parquet"):
        export(real.folder, "release.xlsx", tmp_path)


def test_a_large_release_is_not_made_into_files_to_tell_a_size(
    real: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_SIGHT", 10)
    assert size_at_sight(real.folder, "grants.csv", tmp_path) is None
    assert not list(tmp_path.iterdir())
    assert size_at_sight(real.folder, "grants.parquet", tmp_path) == (real.folder / "grants.parquet").stat().st_size
    content = made(real, "grants.csv", tmp_path)
    assert size_at_sight(real.folder, "grants.csv", tmp_path) == len(content)


def test_many_who_ask_at_once_get_the_whole_file_and_nothing_is_left_over(real: Store, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        contents = set(pool.map(lambda _: made(real, "release.xlsx", tmp_path), range(8)))
    assert len(contents) == 1
    assert {path.name for path in (tmp_path / real.release_id).iterdir()} == {
        ".lock",
        "release.xlsx",
        ".release.xlsx.sha256",
    }


def test_the_cache_can_be_deleted(real: Store, tmp_path: Path) -> None:
    before = made(real, "grants.csv", tmp_path)
    shutil.rmtree(tmp_path / real.release_id)
    assert made(real, "grants.csv", tmp_path) == before


# Over HTTP.

Answer = tuple[int, dict[str, str], bytes]


def get(data: Path, path: str, **headers: str) -> Answer:
    """Ask our own routes with their middleware, as uvicorn would."""
    os.environ["DASHLIB_DATA"] = str(data)
    messages: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        messages.append(message)

    async def receive() -> dict[str, object]:
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "path": unquote(path), "headers": sent}
    scope |= {
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "server": ("localhost", 80),
        "http_version": "1.1",
    }
    app = Starlette(routes=routes(), middleware=middleware())
    loops.run(app(scope, receive, send))  # type: ignore[arg-type]
    first = messages[0]
    found = {name.decode(): value.decode() for name, value in first["headers"]}  # type: ignore[attr-defined]
    body = b"".join(message.get("body", b"") for message in messages[1:])  # type: ignore[misc]
    return first["status"], found, body  # type: ignore[return-value]


def test_a_file_comes_with_its_type_its_name_and_a_tag(real_data: Path, real: Store) -> None:
    status, headers, body = get(real_data, f"/download/{real.release_id}/grants.csv")
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert headers["content-disposition"] == f'attachment; filename="grants-{real.release_id}.csv"'
    assert lines(body) == expected(real, "grants")
    status, again, body = get(real_data, f"/download/{real.release_id}/grants.csv", if_none_match=headers["etag"])
    assert (status, again["etag"], body) == (304, headers["etag"], b"")
    for name in (*WHOLE, "funding.parquet"):
        status, headers, _ = get(real_data, f"/download/{real.release_id}/{name}")
        assert status == 200
        assert headers["cache-control"] == "no-cache"
        assert "default-src 'self'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["nope/grants.csv", "{id}/nope.csv", "{id}/grants.exe", "{id}/..%2f..%2fjournal.jsonl", "..%2f..%2f/journal.jsonl",
     "{id}/..%2fmanifest.json", "{id}/%2e%2e/manifest.json", "{id}/.lock", "{id}/", "{id}", "", "{id}/a/b", "../journal.jsonl",
     "{id}/grants.csv%00", "{id}/GRANTS.csv", "{id}/release.csv", "{id}/grants.json", "{id}/%3Cscript%3E", "%3Cscript%3E/x"],
)  # fmt: skip
def test_what_does_not_exist_is_told_in_our_words(real_data: Path, real: Store, path: str) -> None:
    status, headers, body = get(real_data, "/download/" + path.replace("{id}", real.release_id))
    assert status == 404
    assert headers["content-type"].startswith("text/html")
    assert b"There is no such file" in body
    assert b"<script>" not in body


def test_a_file_that_cannot_be_kept_is_told(real_data: Path, real: Store, tmp_path: Path) -> None:
    data = Path(shutil.copytree(real_data, tmp_path / "data", ignore=shutil.ignore_patterns("cache")))
    (data / "cache").write_text("in the way", "utf-8")
    status, _, body = get(data, f"/download/{real.release_id}/grants.csv")
    assert status == 503
    assert b"Try again later" in body
    assert get(data, f"/download/{real.release_id}/grants.parquet")[0] == 200


# What changed from one release to the next.


def tables(**changes: object) -> builders.Tables:
    grants = [{"amount_awarded": "100.00"}, {"amount_awarded": "200.00", "recipient_org_id": "O2"}, {"title": "Third"}]
    return builders.programme(
        grants=changes.get("grants", grants), organizations=[{}, {"name": changes.get("name", "Two")}]
    )  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three releases: as it was; one grant changed, one gone, one added, one awardee renamed; then back again."""
    folder = tmp_path_factory.mktemp("history")
    builders.publish(tables(), folder)
    after = [
        {"amount_awarded": "150.50"},
        {"amount_awarded": "200.00", "recipient_org_id": "O2"},
        {"grant_id": "G9", "currency": "NOK", "amount_awarded": "7.00"},
    ]
    builders.publish(tables(grants=after, name="Two, renamed"), folder)
    builders.publish(tables(), folder)
    return folder / "data"


@pytest.fixture
def data(history: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(history, tmp_path / "data"))


def sums(value: object) -> list[tuple[str, Decimal]]:
    return [(line.currency, line.amount) for line in value.money]  # type: ignore[attr-defined]


def test_what_a_release_changed(data: Path) -> None:
    entries = read_journal(data)
    assert changes_of(settings_for(data), entries, entries[0]) is None
    found = changes_of(settings_for(data), entries, entries[1])
    assert found
    # Renaming an awardee changes the words by which its grants are found, but no grant.
    assert found.changes == (Change("organizations", 0, 1, 0), Change("grants", 1, 1, 1))
    assert sums(found.before) == [("EUR", Decimal("300.00"))]
    assert sums(found.after) == [("EUR", Decimal("350.50")), ("NOK", Decimal("7.00"))]
    assert found.before
    assert found.before.award_count == 3
    back = changes_of(settings_for(data), entries, entries[2])
    assert back
    assert back.changes == found.changes


def withdraw(data: Path, release: str) -> None:
    with publishing_lock(data):
        append_entry(data, "withdraw", release, "It named someone in danger.")


def test_a_withdrawn_release_answers_410_and_is_compared_with_nothing(data: Path) -> None:
    entries = read_journal(data)
    second = entries[1].release
    assert get(data, f"/download/{second}/grants.csv")[0] == 200
    withdraw(data, second)
    for name in ("grants.csv", "grants.parquet", "manifest.json", "nope"):
        status, _, body = get(data, f"/download/{second}/{name}")
        assert status == 410
        assert b"was withdrawn on" in body
    assert get(data, f"/download/{entries[0].release}/grants.csv")[0] == 200
    for entry in entries[1:]:
        with pytest.raises(ReleaseError, match="was withdrawn on"):
            changes_of(settings_for(data), read_journal(data), entry)


def make_old(data: Path, release: str) -> str:
    """Make a release as a version with other tables would have made and published it; its identifier."""
    folder = data / "releases" / release
    folder.chmod(0o755)
    manifest = folder / "manifest.json"
    manifest.chmod(0o644)
    manifest.write_text(manifest.read_text("utf-8").replace('"schema_version": "', '"schema_version": "0.'), "utf-8")
    old = release_id_of(manifest.read_bytes())
    folder.rename(folder.with_name(old))
    entries = [
        replace(entry, release=old if entry.release == release else entry.release) for entry in read_journal(data)
    ]
    (data / "journal.jsonl").unlink()
    append_entries(data, [(entry.action, entry.release, entry.note) for entry in entries])
    return old


def test_a_release_of_other_tables_says_so_and_can_still_be_taken(data: Path) -> None:
    old = make_old(data, read_journal(data)[0].release)
    entries = read_journal(data)
    with pytest.raises(ReleaseError, match="made by a version with other tables"):
        changes_of(settings_for(data), entries, entries[1])
    assert get(data, f"/download/{old}/release.zip")[0] == 200


def test_a_table_that_changed_under_every_key_counts_each_row_once(tmp_path: Path) -> None:
    builders.publish(builders.programme(grants=[{}, {}], events=[{}]), tmp_path)
    published(SOURCE / "smart-balkans", data := tmp_path / "data")
    entries = read_journal(data)
    found = changes_of(settings_for(data), entries, entries[1])
    assert found
    before, after = (row_counts(data / "releases" / entry.release) for entry in entries)
    for change in found.changes:
        assert change.table in source_tables()
        assert after[change.table] - before[change.table] == change.added - change.gone


def damage(path: Path) -> None:
    """Change one byte, as a disk may, and nothing else that can be seen."""
    path.parent.chmod(0o755)
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damaged", ["grants.parquet", "manifest.json", "datapackage.json"])
def test_a_damaged_file_is_not_handed_out_and_nothing_is_made_of_it(data: Path, damaged: str) -> None:
    release = read_journal(data)[1].release
    damage(data / "releases" / release / damaged)
    of_it = {"grants.parquet": ("grants.csv", "release.zip", "release.xlsx"), "manifest.json": ("rounds.parquet",)}
    for name in (damaged, *of_it.get(damaged, ("release.zip",))):
        status, _, body = get(data, f"/download/{release}/{name}")
        assert (status, b"not what was published" in body) == (503, True), name
    left = [path.name for path in (data / "cache").rglob("*") if path.is_file()]
    assert [name for name in left if name != ".lock" and not name.startswith("served-")] == []
    if damaged == "grants.parquet":
        assert get(data, f"/download/{release}/rounds.csv")[0] == 200


def test_a_file_that_was_made_and_is_damaged_is_made_anew(data: Path) -> None:
    release = read_journal(data)[1].release
    address = f"/download/{release}/release.zip"
    whole = get(data, address)[2]
    damage(data / "cache" / release / "release.zip")
    assert get(data, address)[2] == whole
    # What was made while all was whole stays whole.
    damage(data / "releases" / release / "grants.parquet")
    assert get(data, address)[2] == whole
