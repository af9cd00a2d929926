"""The workbook that is handed out: uploaded unchanged it is no change, and it is the same bytes each time."""

from pathlib import Path

import pyarrow as pa
import pytest

from dashlib.publishing.canonical import canonical
from dashlib.publishing.reading.files import read_files
from dashlib.publishing.reading.folder import read_folder
from dashlib.publishing.reading.given import Given
from dashlib.publishing.template import write_template
from dashlib.publishing.upload import PLACE, text_schema
from dashlib.schema.package import source_tables
from dashlib.settings import PROJECT


def values(tables: dict[str, pa.Table]) -> dict[str, list[dict[str, str | None]]]:
    """Every row of every table, with what its cells count for."""
    fields = {name: {f.name: f for f in resource.fields} for name, resource in source_tables().items()}
    return {
        name: [
            {
                column: canonical(text, fields[name][column]) if column in fields[name] else text
                for column, text in row.items()
                if column not in PLACE.names
            }
            for row in table.to_pylist()
        ]
        for name, table in tables.items()
    }


def uploaded(path: Path, tmp_path: Path) -> dict[str, pa.Table]:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    reading = read_files([Given("template.xlsx", path)], workspace)
    assert [p for p in reading.upload.problems if p.severity != "note"] == []
    assert [sheet.sheet for sheet in reading.sheets if sheet.table is None] == ["Codes"]
    assert all(sheet.decimal is None and sheet.date_order is None for sheet in reading.sheets)
    return reading.upload.tables


@pytest.mark.parametrize("programme", ["smart-balkans", "awkward"])
def test_uploaded_unchanged_it_is_no_change(programme: str, tmp_path: Path) -> None:
    given = read_folder(PROJECT / "data" / "source" / programme).tables
    write_template(tmp_path / "template.xlsx", 1, given)
    assert values(uploaded(tmp_path / "template.xlsx", tmp_path)) == values(given)


def test_texts_that_look_like_something_else_come_back_as_they_were(tmp_path: Path) -> None:
    texts = [
        "=1+1",
        "_x0041_",
        "007",
        "https://example.org",
        "1.5",
        "TRUE",
        "a\nb",
        "{=x}",
        "č ћ 😀",
        "2023-06-30",
        "<b>",
    ]
    schema = text_schema(source_tables()["areas"], ["Our note", "note"])
    rows = [
        {"row": n, "area_id": f"A{n}", "name": text, "source_id": "S1", "+Our note": text, "+note": text}
        for n, text in enumerate(texts)
    ]
    given = {"areas": pa.Table.from_pylist(rows, schema)}
    write_template(tmp_path / "template.xlsx", 1, given)
    assert values({"areas": uploaded(tmp_path / "template.xlsx", tmp_path)["areas"]}) == values(given)


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    given = read_folder(PROJECT / "data" / "source" / "awkward").tables
    for name in ("one", "two"):
        write_template(tmp_path / name, 1, given)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_amount_is_the_same_however_many_zeros_it_has() -> None:
    fields = {field.name: field for field in source_tables()["grants"].fields}
    assert canonical("1000", fields["amount_awarded"]) == canonical("1000.00", fields["amount_awarded"]) == "1000.00"
    assert canonical("about 5", fields["amount_awarded"]) == "about 5"
    assert canonical(" a; b;;a", fields["area_ids"]) == "a;b"
    assert canonical("11.7040", source_tables()["exchange_rates"].fields[3]) == "11.704"
