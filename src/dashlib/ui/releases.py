"""The releases, newest first, and what each changed."""

from datetime import datetime

from markupsafe import Markup

from dashlib.errors import ReleaseError, ReleaseGoneError
from dashlib.queries.totals import Value
from dashlib.releases.compare import Change, changes_of
from dashlib.releases.current import release_folder
from dashlib.releases.journal import Entry, current_entry, entries_of, withdrawn_releases
from dashlib.schema.package import resources
from dashlib.settings import read_settings
from dashlib.text.formats import Count, Interval, Money
from dashlib.text.say import Text, filled, say, say_list
from dashlib.ui.controls import page_of, show_pages
from dashlib.ui.data import release_link
from dashlib.ui.html import html
from dashlib.ui.selection import grants_told
from dashlib.ui.show import show_list
from dashlib.ui.view import current_view

RELEASES_OF_A_PAGE = 20
ACTIONS = {
    "publish": say("{number}. Published"),
    "return": say("{number}. Returned to an earlier release"),
    "adopt": say("{number}. Taken up again by a new journal"),
    "withdraw": say("{number}. Withdrawn, because it held what must not be public"),
}
FILES = {"release.zip": say("CSV in a zip"), "release.xlsx": say("Excel"), "manifest.json": say("manifest")}


def show_releases() -> None:
    """The journal, each line with its note, what it changed, and the files of its release."""
    entries = entries_of(read_settings())
    shown = page_of(entries[::-1], RELEASES_OF_A_PAGE)
    show_list(say("Releases"), [_line(entries, entry) for entry in shown], say("Nothing was published yet."))
    show_pages(len(entries), RELEASES_OF_A_PAGE)


def _line(entries: list[Entry], entry: Entry) -> tuple[object, object, str | None, Markup]:
    day = datetime.fromisoformat(entry.time).date()
    what = filled(ACTIONS[entry.action], number=entry.number)
    if entry == current_entry(entries):
        what = say("{what}, current", what=what)
    # A note may say what was withdrawn.
    is_withdrawn = entry.release in withdrawn_releases(entries)
    told, href = [html("{}", entry.note)] if entry.note and not is_withdrawn else [], None
    identifier = html("<code>{}</code>", entry.release)
    if entry.action != "withdraw":
        told += [html("{}", line) for line in changes_told(entries, entry)]
        try:
            release_folder(read_settings(), entry.release)
        except ReleaseGoneError as error:
            told.append(html("{}", str(error)))
        else:
            href = current_view().href("", release=entry.release)
            identifier = Markup(" · ").join(
                [identifier, *(release_link(entry.release, *file) for file in FILES.items())]
            )
    return Interval(day, day), what, href, Markup("<br>").join([*told, identifier])


def changes_told(entries: list[Entry], entry: Entry) -> list[Text]:
    """What visitors found changed, in sentences."""
    try:
        found = changes_of(read_settings(), entries, entry)
    except ReleaseError as error:
        return [say("Not compared with what was current before: {error}", error=str(error))]
    if found is None:
        return [say("The first release.")]
    rows = [change_told(change) for change in found.changes]
    told = [say("{changes}.", changes=say_list(rows)) if rows else say("No row of the source tables changed.")]
    before, after = _value_told(found.before), _value_told(found.after)
    same = say("Unchanged: {whole}.", whole=after)
    return [*told, same if before == after else say("Before: {before}. Since: {after}.", before=before, after=after)]


def change_told(change: Change) -> Text:
    """'Grants: 2 added and 1 changed'."""
    parts = [
        say("{count} added", count=Count(change.added)) if change.added else None,
        say("{count} changed", count=Count(change.changed)) if change.changed else None,
        say("{count} gone", count=Count(change.gone)) if change.gone else None,
    ]
    title = resources()[change.table].title
    return say("{table}: {parts}", table=title, parts=say_list([part for part in parts if part]))


def _value_told(value: Value | None) -> Text:
    sums = value.money if value else ()
    return say_list([grants_told(value), *(Money(line.amount, line.currency) for line in sums)])
