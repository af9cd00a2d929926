"""Reads our own tables, a folder of CSV files in UTF-8, exactly as they are written: nothing is guessed or converted."""

from pathlib import Path

from dashlib.errors import SourceError
from dashlib.publishing.problems import problem
from dashlib.publishing.reading.given import AS_WRITTEN, Choices, UnreadError
from dashlib.publishing.reading.separated import open_text
from dashlib.publishing.reading.tables import read_grid
from dashlib.publishing.upload import Upload, text_schema
from dashlib.schema.package import source_tables

EXACT = Choices(encoding="utf-8-sig", decimal=AS_WRITTEN, date_order=AS_WRITTEN, header_row=1)


def read_folder(folder: Path) -> Upload:
    """Read every source table of a folder of CSV files. Raises SourceError if there is no such folder."""
    if not folder.is_dir():
        raise SourceError(f"There is no folder {folder}: name one that holds the source tables, such as grants.csv.")
    tables, problems = {}, []
    for resource in source_tables().values():
        path = folder / resource.path
        tables[resource.name] = text_schema(resource).empty_table()
        try:
            if not path.is_file():
                raise UnreadError("table-missing", ",".join(field.name for field in resource.fields))
            table, found, _ = read_grid(open_text(resource.path, path, EXACT), resource, EXACT, lambda *_: None)
        except OSError as error:
            found = [problem("file-unreadable", resource.path, table=resource.name, detail=str(error.strerror))]
        except UnreadError as error:
            found = [problem(error.rule, resource.path, table=resource.name, row=error.row, detail=error.detail)]
        else:
            tables[resource.name] = table
        problems += found
    return Upload(tables, problems)
