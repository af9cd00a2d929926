"""The workbooks that other tests upload hold what the tables hold."""

from pathlib import Path

import pytest
from forms import write_as
from python_calamine import load_workbook
from test_planted_mistakes import good_tables, read

from dashlib.schema.package import source_tables


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_workbook_holds_every_cell_of_the_tables(form: str, tmp_path: Path) -> None:
    folder = good_tables(tmp_path, "awkward")
    (path,) = write_as(folder, form)
    book = load_workbook(str(path))
    for name, resource in source_tables().items():
        rows = [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        assert rows == read(folder / resource.path)
