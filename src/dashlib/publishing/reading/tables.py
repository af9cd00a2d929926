"""Makes a text table of the rows of a sheet: headings matched, blank rows left out, every row with its line."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name

from dashlib.publishing.problems import Problem, problem
from dashlib.publishing.reading.given import BLANK, ROWS_OF_A_TABLE, Choices, Grid, Oddity, Rows, Sheet, UnreadError
from dashlib.publishing.reading.headings import fields_of, find_headings, repeats_headings
from dashlib.publishing.reading.shown import DAY_NOT_SHOWN, without_days_not_shown
from dashlib.publishing.reading.styles import restyle
from dashlib.publishing.upload import CARRIED, text_schema
from dashlib.schema.package import Resource

# How spreadsheets write that a formula has no value, also into CSV.
CELL_ERROR = r"^(#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|Err:5\d\d)$"
# The apostrophe that files taken from here have before what a spreadsheet would run is no part of the text.
DEFUSED = r"^'([=+@\t\r-])"
# Excel and other programs count the days before March 1900 differently.
FIRST_SURE_DAY = "1900-03-01"
# Of one rule in one column; more of the same kind help nobody, their number is said.
FINDINGS = 1_000


@dataclass(frozen=True)
class Columns:
    """What each column of a sheet is called in the text table, by its place; None: nothing stands above it."""

    names: list[str | None]
    kinds: list[str | None]


def read_grid(
    grid: Grid, resource: Resource, choices: Choices, tell: Callable[[int, float], None]
) -> tuple[pa.Table, list[Problem], Sheet]:
    """The text table of a sheet that is known to be this table, what is wrong with it, and how it was read."""
    sheet = Sheet(
        grid.file,
        grid.sheet,
        resource.name,
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        guessed=grid.guessed,
        is_hidden=grid.is_hidden,
        taken_at=grid.taken_at,
    )
    place, count = find_headings(resource, grid.first_rows, choices.header_row)
    if count == 0:
        raise UnreadError("heading-missing", ",".join(field.name for field in resource.fields), place + 1)
    headings = [cell.strip(BLANK) for cell in grid.first_rows[place]]
    columns, problems = _match_headings(grid, resource, headings, place + 1)
    parts = list(_parts(grid, resource, columns, place, problems, tell))
    schema = [f"{number}" for number in range(len(columns.names))]
    table = pa.concat_tables(parts)
    if table.num_rows > ROWS_OF_A_TABLE:
        raise UnreadError("table-too-long", f"{ROWS_OF_A_TABLE:,}")
    found, typed = {}, {}
    for number, name in zip(schema, columns.names, strict=True):
        if name is None:
            if table[number].null_count == table.num_rows:
                continue
            column = f"({int(number) + 1})"
            problems.append(_finding(grid, resource, "column-unknown", row=place + 1, column=column, value=""))
        name = name or f"{CARRIED}({int(number) + 1})"  # noqa: PLW2901
        found[name] = table[number]
        typed[name] = table["typed" + number] if "typed" + number in table.column_names else None
    found = _without_errors(grid, resource, found, table["@line"], problems)
    typed = {name: mask for name, mask in typed.items() if mask is not None}
    _find_odd_days(grid, resource, found, typed, table["@line"], problems)
    oddities = grid.oddities()
    places = {name: number for number, name in enumerate(columns.names, start=1) if name}
    found = without_days_not_shown(found, typed, table["@line"], places, oddities)
    restyled = restyle(found, typed, resource, choices)
    problems += _told_oddities(grid, resource, columns, place + 1, oddities)
    guesses = {"decimal": (restyled.decimal, choices.decimal), "date_order": (restyled.date_order, choices.date_order)}
    guessed = [*grid.guessed, *(what for what, (read, told) in guesses.items() if read and told is None)]
    if choices.header_row is None and place > 0:
        guessed.append("header_row")
    sheet = replace(
        sheet,
        rows=table.num_rows,
        header_row=place + 1,
        decimal=restyled.decimal,
        date_order=restyled.date_order,
        guessed=tuple(guessed),
    )
    return _text_table(grid, resource, restyled.columns, table["@line"]), problems, sheet


def _finding(grid: Grid, resource: Resource, rule: str, **given: object) -> Problem:
    return problem(rule, grid.file, sheet=grid.sheet, table=resource.name, **given)  # type: ignore[arg-type]


def _match_headings(grid: Grid, resource: Resource, headings: list[str], row: int) -> tuple[Columns, list[Problem]]:
    """What each column is; headings that are twice there, unknown or missing are told."""
    problems = []
    fields = fields_of(resource, headings)
    for twice in [name for name, times in Counter(fields).items() if name and times > 1]:
        problems.append(_finding(grid, resource, "column-duplicate", row=row, column=twice, value=twice))
    for field in resource.fields:
        if field.name not in fields:
            rule = "column-missing" if field.column_required else "column-optional-missing"
            problems.append(_finding(grid, resource, rule, row=row, column=field.name))
    names: list[str | None] = []
    for heading, name in zip(headings, fields, strict=True):
        if name is None and heading:
            problems.append(_finding(grid, resource, "column-unknown", row=row, column=heading, value=heading))
            carried, times = CARRIED + heading, 1
            while carried in names:
                times += 1
                carried = f"{CARRIED}{heading} ({times})"
        names.append(carried if heading and name is None else name)
    kinds = {field.name: field.kind for field in resource.fields}
    return Columns(names, [kinds.get(name or "") for name in names]), problems


def _parts(
    grid: Grid,
    resource: Resource,
    columns: Columns,
    heading: int,
    problems: list[Problem],
    tell: Callable[[int, float], None],
) -> Iterator[pa.Table]:
    """The rows below the headings, part by part: trimmed texts, NULL for empty cells, no row that is all empty."""
    width = len(columns.names)
    filled_width = max(place for place, name in enumerate(columns.names, start=1) if name)
    line, kept = 1, 0
    for batch, share in grid.batches():
        rows, line = batch[max(heading + 2 - line, 0) :], line + len(batch)
        first = line - len(rows)
        if rows and first <= heading + 2 and repeats_headings(resource, columns.names, [str(c) for c in rows[0]]):
            problems.append(_finding(grid, resource, "heading-twice", row=first))
            rows, first = rows[1:], first + 1
        for number, cells in enumerate(rows, start=first) if grid.is_text else ():
            if len(cells) != width:
                _find_length(grid, resource, number, cells, filled_width, width, problems)
        part = _part(rows, columns, first, grid.is_text)
        kept += part.num_rows
        if kept > ROWS_OF_A_TABLE:
            raise UnreadError("table-too-long", f"{ROWS_OF_A_TABLE:,}")
        tell(kept, share)
        yield part
    if line == 1:
        yield _part([], columns, 1, grid.is_text)


def _find_length(
    grid: Grid, resource: Resource, row: int, cells: Sequence[object], least: int, most: int, problems: list[Problem]
) -> None:
    texts = [str(cell).strip(BLANK) for cell in cells]
    if any(texts) and (len(texts) < least or any(texts[most:])):
        detail, value = f"{len(texts)} : {most}", ",".join(texts)[:200]
        problems.append(_finding(grid, resource, "row-length", row=row, value=value, detail=detail))


def _part(rows: Rows, columns: Columns, first: int, is_text: bool) -> pa.Table:
    width = len(columns.names)
    padded = [cells if len(cells) == width else [*cells, *[""] * width][:width] for cells in rows]
    cells_by_column = list(zip(*padded, strict=True)) if padded else [()] * width
    arrays, masks = {}, {}
    for number, (cells, kind) in enumerate(zip(cells_by_column, columns.kinds, strict=True)):
        is_plain = is_text or set(map(type, cells)) == {str}
        texts = cells if is_plain else [_text(cell, kind) for cell in cells]
        column = pc.utf8_trim(_strings(texts), characters=BLANK)
        column = pc.replace_substring_regex(column, DEFUSED, r"\1")
        arrays[f"{number}"] = pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)
        if not is_text and kind in {"money", "rate", "date", "day"}:
            masks[f"typed{number}"] = pa.array([type(cell) is not str for cell in cells], pa.bool_())
    arrays["@line"] = pa.array(range(first, first + len(padded)), pa.int64())
    table = pa.table({**arrays, **masks})
    is_filled = pa.array([False] * len(padded), pa.bool_())
    for number in range(width):
        is_filled = pc.or_(is_filled, table[f"{number}"].combine_chunks().is_valid())
    return table.filter(is_filled)


def _strings(texts: Sequence[object]) -> pa.Array:
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:
        # Halves of letters, as damaged workbooks hold, become the sign for a lost letter, which is a finding.
        return pa.array([re.sub("[\ud800-\udfff]", "\ufffd", str(text)) for text in texts], pa.string())


def _text(cell: object, kind: str | None) -> str:
    """A cell of a workbook as text: numbers to the fifteen digits that Excel shows, days as 2023-06-30."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return ("yes" if cell else "no") if kind == "flag" else str(cell).upper()
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        number = format(cell, ".15g")
        return format(Decimal(number), "f") if "e" in number else number
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() < time(0, 0, 0, 1000) else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else ""


def _without_errors(
    grid: Grid, resource: Resource, found: dict[str, pa.ChunkedArray], lines: pa.ChunkedArray, problems: list[Problem]
) -> dict[str, pa.ChunkedArray]:
    """The columns without texts such as #REF!, each of which is a finding."""
    clean = {}
    for name, column in found.items():
        errors = pc.match_substring_regex(column, CELL_ERROR)
        clean[name] = column
        if pc.any(errors).as_py():
            clean[name] = pc.if_else(errors, pa.scalar(None, pa.string()), column)
            _find_cells(grid, resource, "cell-error", name, column, lines, errors, problems)
    return clean


def _find_odd_days(
    grid: Grid,
    resource: Resource,
    found: dict[str, pa.ChunkedArray],
    typed: dict[str, pa.ChunkedArray],
    lines: pa.ChunkedArray,
    problems: list[Problem],
) -> None:
    for name, mask in typed.items():
        days = pc.match_substring_regex(found[name], r"^\d{4}-\d\d-\d\d")
        odd = pc.and_(pc.and_(mask, days), pc.less(found[name], FIRST_SURE_DAY))
        if pc.any(odd).as_py():
            _find_cells(grid, resource, "day-of-1900", name, found[name], lines, odd, problems)


def _find_cells(
    grid: Grid,
    resource: Resource,
    rule: str,
    name: str,
    column: pa.ChunkedArray,
    lines: pa.ChunkedArray,
    chosen: pa.ChunkedArray,
    problems: list[Problem],
) -> None:
    name = name.removeprefix(CARRIED)
    values, rows = column.filter(chosen), lines.filter(chosen)
    for value, row in zip(values[:FINDINGS].to_pylist(), rows[:FINDINGS].to_pylist(), strict=True):
        problems.append(_finding(grid, resource, rule, row=row, column=name, value=value))
    if len(values) > FINDINGS:
        problems.append(_finding(grid, resource, rule, column=name, value=f"{values[0]} × {len(values):,}"))


def _told_oddities(
    grid: Grid, resource: Resource, columns: Columns, header_row: int, oddities: Sequence[Oddity]
) -> Iterator[Problem]:
    """What the file says of cells below the headings: errors, formulas without a value, merged cells."""
    times: Counter[tuple[str, str]] = Counter()
    for oddity in oddities:
        if oddity.rule == DAY_NOT_SHOWN or (oddity.row is not None and oddity.row <= header_row):
            continue
        name = None
        if oddity.column is not None:
            known = columns.names[oddity.column - 1] if oddity.column <= len(columns.names) else None
            name = (known or "").removeprefix(CARRIED) or xl_col_to_name(oddity.column - 1)
        times[oddity.rule, name or ""] += 1
        if times[oddity.rule, name or ""] <= FINDINGS:
            yield _finding(grid, resource, oddity.rule, row=oddity.row, column=name, value=oddity.value)
    for (rule, name), count in times.items():
        if count > FINDINGS:
            yield _finding(grid, resource, rule, column=name or None, value=f"× {count:,}")


def _text_table(grid: Grid, resource: Resource, found: dict[str, pa.ChunkedArray], lines: pa.ChunkedArray) -> pa.Table:
    schema = text_schema(resource, [name.removeprefix(CARRIED) for name in found if name.startswith(CARRIED)])
    count = len(lines)
    places = {
        "row": lines,
        "@file": pa.repeat(grid.file, count),
        "@sheet": pa.repeat(pa.scalar(grid.sheet, pa.string()), count),
        "@line": lines,
    }
    empty = pa.nulls(count, pa.string())
    return pa.table([{**found, **places}.get(name, empty) for name in schema.names], schema=schema)
