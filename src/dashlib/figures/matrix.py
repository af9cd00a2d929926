"""Awards by two dimensions: a table whose cells are squares, and small bars side by side, as HTML."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from markupsafe import Markup

from dashlib.figures.squares import Row, key, linked, squares
from dashlib.schema.states import TOLD_APART, Award, counts_of
from dashlib.text.formats import Count, Language
from dashlib.text.say import say

# The awards of a row by the column in which they stand.
Cells = Mapping[str, Sequence[Award]]


def matrix_of_squares(
    rows: Sequence[tuple[Row, Cells]], columns: Mapping[str, Row], total: object, title: object, language: Language
) -> Markup:
    """Under a title rows and columns with their labels and sums at the end; on a phone each row becomes a list of its columns."""
    as_bar = _number([award for row, _ in rows for award in row.awards]) > TOLD_APART
    most = max((_number(cell) for _, cells in rows for cell in cells.values()), default=Decimal(1))
    names = {column: language.tell(row.label) for column, row in columns.items()}
    body = Markup().join(
        Markup("<tr><th scope='row'>{}</th>{}<td class='gd-end' data-label='{}'><b>{}</b></td></tr>").format(
            linked(row, language),
            Markup().join(_cell(cells.get(column, ()), name, as_bar, most, language) for column, name in names.items()),
            language.tell(say("all")),
            language.tell(row.end),
        )
        for row, cells in rows
    )
    heads = Markup().join(Markup("<th scope='col'>{}</th>").format(linked(row, language)) for row in columns.values())
    feet = Markup().join(
        Markup("<td data-label='{}'><b>{}</b></td>").format(names[column], language.tell(row.end))
        for column, row in columns.items()
    )
    all_told = language.tell(say("All"))
    return key([award for row in columns.values() for award in row.awards], language) + Markup(
        '<div class="gd-scroll" tabindex="0" role="region" aria-label="{0}"><table class="gd-matrix" style="min-width:{6}px"><thead><tr><td></td>{1}'
        '<th scope="col" class="gd-end">{2}</th></tr></thead><tbody>{3}</tbody><tfoot><tr><th scope="row">{2}</th>{4}'
        '<td class="gd-end" data-label="{2}"><b>{5}</b></td></tr></tfoot></table></div>'
    ).format(language.tell(title), heads, all_told, body, feet, language.tell(total), 170 + 62 * len(columns))


def small_multiples(
    panels: Sequence[tuple[Row, Sequence[Row]]], counted: Sequence[Award], language: Language
) -> Markup:
    """One small chart of bars per panel, all of them at one scale; the key speaks of the awards `counted`."""
    scale = max((_number(row.awards) for _, rows in panels for row in rows), default=Decimal(1))
    drawn = Markup().join(
        Markup("<section><h3>{} <b>{}</b></h3>{}</section>").format(
            linked(panel, language),
            language.tell(panel.end),
            Markup().join(
                Markup('<div class="gd-mini"><span>{}</span>{}<b>{}</b></div>').format(
                    language.tell(row.label),
                    squares(row.awards, language, as_bar=True, scale=scale),
                    language.tell(Count(_number(row.awards))),
                )
                for row in rows
            ),
        )
        for panel, rows in panels
    )
    return key(counted, language) + Markup('<div class="gd-multiples">{}</div>').format(drawn)


def _cell(awards: Sequence[Award], column: str, as_bar: bool, most: Decimal, language: Language) -> Markup:
    if not awards:
        return Markup('<td class="gd-none"></td>')
    return Markup('<td data-label="{}">{}<span class="gd-note">{}</span></td>').format(
        column, squares(awards, language, as_bar, most), language.tell(Count(_number(awards)))
    )


def _number(awards: Sequence[Award]) -> Decimal:
    return sum(counts_of(awards).values(), Decimal(0))
