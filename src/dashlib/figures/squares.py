"""One award, one square: rows of squares, their key, and bars in the same three treatments, as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from dashlib.schema.states import EVENT_STATES, STATES, TOLD_APART, Award, counts_of
from dashlib.text.formats import Count, Language
from dashlib.text.say import Text, say_count

NAMES = STATES | EVENT_STATES


@dataclass(frozen=True)
class Row:
    """A line of a chart: label (a link if `href`), a muted line below it, the awards, what stands at the end.

    `details` is HTML that the row opens into.
    """

    label: object
    href: str | None
    note: object
    awards: Sequence[Award]
    end: object = None
    end_note: object = None
    middle: Markup = Markup()
    details: Markup = Markup()


def key(awards: Sequence[Award], language: Language) -> Markup:
    """The key of the site with its counts, each award counted once; *withheld* only where there is one."""
    once = list({(award.state, award.target): award for award in awards}.values())
    entries = [
        Markup('<li><span class="gd-square gd-{}" aria-hidden="true"></span> <b>{}</b> {}</li>').format(
            state, language.tell(Count(number)), language.tell(NAMES[state])
        )
        for state, number in counts_of(once).items()
        if number or state != "withheld"
    ]
    return Markup('<ul class="gd-key">{}</ul>').format(Markup().join(entries))


def spoken(awards: Sequence[Award], language: Language) -> str:
    """What a row of squares says to those who cannot see it."""
    counts = counts_of(awards)
    parts = [
        f"{language.tell(Count(number))} {language.tell(NAMES[state])}" for state, number in counts.items() if number
    ]
    number = int(sum(counts.values()))
    things = say_count("{count} grant", "{count} grants", count=number)
    if "day" in counts:
        things = say_count("{count} event", "{count} events", count=number)
    return f"{language.tell(things)}: {', '.join(parts)}"


def squares(awards: Sequence[Award], language: Language, as_bar: bool = False, scale: Decimal | None = None) -> Markup:
    """The squares of some awards, or one bar in parts; `scale` is the number that fills the whole width of a bar."""
    if as_bar:
        return part_bar(list(counts_of(awards).items()), scale, spoken(awards, language))
    mark = Markup('<span class="gd-square gd-{}{}" title="{}" data-go="{}"></span>')
    marks = Markup().join(
        mark.format(award.state, " gd-mine" if award.is_own else "", language.tell(award.title), award.target)
        * max(1, int(award.number))
        for award in awards
    )
    return Markup('<span class="gd-squares" role="img" aria-label="{}">{}</span>').format(
        spoken(awards, language), marks
    )


def part_bar(parts: Sequence[tuple[str, Decimal]], scale: Decimal | None, label: str) -> Markup:
    """A bar in parts, each in the treatment of its state; together they take their share of `scale`."""
    total = sum((number for _, number in parts), Decimal(0))
    inner = Markup().join(
        Markup('<span class="gd-part gd-{}" style="flex:{}"></span>').format(state, number)
        for state, number in parts
        if number
    )
    width = 100 * total / (scale or total) if total else Decimal(0)
    return Markup('<span class="gd-bar" role="img" aria-label="{}" style="width:{:.2f}%">{}</span>').format(
        label, width, inner
    )


def rows_of_squares(
    rows: Sequence[Row], language: Language, with_key: bool = True, counted: Sequence[Award] | None = None
) -> Markup:
    """A chart of rows. Squares are for the eye and the mouse; the label is the link, the number the word.

    `counted` are the awards of which the key speaks, where some of many stand in several rows.
    """
    everything = [award for row in rows for award in row.awards]
    total = sum((award.number for award in everything), Decimal(0))
    as_bar = total > TOLD_APART
    scale = max((sum((award.number for award in row.awards), Decimal(0)) for row in rows), default=None)
    lines = Markup().join(_row(row, language, as_bar, scale) for row in rows)
    return Markup("{}<div class='gd-rows'>{}</div>").format(
        key(counted or everything, language) if with_key else "", lines
    )


def linked(row: Row, language: Language) -> Markup:
    """The label of a row, a link if it has an address; the first letter of our own words is a capital."""
    own = Markup(' class="gd-own"') if isinstance(row.label, Text) else ""
    label = language.tell(row.label)
    if not row.href:
        return Markup("<span{}>{}</span>").format(own, label)
    return Markup('<a href="{}"{}>{}</a>').format(row.href, own, label)


def _row(row: Row, language: Language, as_bar: bool, scale: Decimal | None) -> Markup:
    note = Markup('<span class="gd-note">{}</span>').format(language.tell(row.note)) if row.note else ""
    end = Markup("<b>{}</b>").format(language.tell(row.end)) if row.end is not None else ""
    end_note = Markup('<span class="gd-note">{}</span>').format(language.tell(row.end_note)) if row.end_note else ""
    line = Markup(
        '<div class="gd-row{}"><div class="gd-label">{}{}</div>{}<div class="gd-marks">{}</div><div class="gd-end">{}{}</div></div>'
    ).format(
        " gd-with-middle" if row.middle else "",
        linked(row, language),
        note,
        Markup('<div class="gd-middle">{}</div>').format(row.middle) if row.middle else "",
        squares(row.awards, language, as_bar, scale),
        end,
        end_note,
    )
    return line + row.details
