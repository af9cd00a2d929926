"""What the pages of one thing share: its facts, its sources, and what is said when there is no such thing."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from dashlib.schema import dates
from dashlib.schema.selection import Selection
from dashlib.text.formats import Interval
from dashlib.text.say import Text, say
from dashlib.ui.credits import address_on_the_web, show_share, source_link
from dashlib.ui.html import html, show_html
from dashlib.ui.view import current_view, tell

NOT_KNOWN = say("not known")
SEE_ROUNDS = say("See all rounds")


def note_told(note: str | None) -> Markup | None:
    """A note of the tables, each source that it names by identifier as a link to the document."""
    if not note:
        return None
    known = {row["source_id"]: row for row in current_view().store.rows("sources")}
    words = [
        Markup('<a href="{}" rel="noreferrer nofollow" title="{}">{}</a>').format(
            known[word]["url"], known[word]["title"], word
        )
        if word in known and known[word]["url"]
        else word
        for word in re.split(r"([\w-]+)", note)
    ]
    return Markup().join(words)


def found_sources(ids: Any) -> list[dict[str, Any]]:
    """The rows of these sources, each once."""
    known = {row["source_id"]: row for row in current_view().store.rows("sources")}
    return [known[source_id] for source_id in dict.fromkeys(ids) if source_id in known]


def show_facts(facts: Sequence[tuple[Text, object]], title: Text | None = None) -> None:
    """What is known, name by name, perhaps under a title; None is left out."""
    lines = Markup().join(
        Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(
            tell(name), value if isinstance(value, Markup) else tell(value)
        )
        for name, value in facts
        if value is not None
    )
    heading = Markup('<div class="gd-chart"><h2>{}</h2></div>').format(tell(title)) if title else ""
    show_html('{}<dl class="gd-facts">{}</dl>', heading, lines)


def show_sources(named: Sequence[tuple[Text, str | None]]) -> None:
    """The documents, each once with all that rests on it."""
    resting: dict[str, list[str]] = defaultdict(list)
    for what, source_id in named:
        resting[source_id or ""].append(tell(what))
    lines = []
    for found in found_sources(resting):
        published = dates.interval_of(found["published_date"] or "")
        told = say("published {date}", date=Interval(*published)) if published else say("publication date not known")
        lines.append(
            html(
                '<li><b>{}</b>: {} <span class="gd-note">{} · {}</span></li>',
                ", ".join(dict.fromkeys(resting[found["source_id"]])),
                source_link(found),
                told,
                found["source_id"],
            )
        )
    show_html(
        '<div class="gd-chart"><h2>{}</h2></div><ul class="gd-sources">{}</ul>', say("Sources"), Markup().join(lines)
    )


def show_no_such(what: Text, page: str = "rounds", go_on: Text = SEE_ROUNDS) -> None:
    """Says that nothing stands at this address, and on which page to go on."""
    view = current_view()
    asked = (view.id or "")[:80]
    told = say(
        "No {what} has the identifier “{id}” in this release. It may have been renamed or withheld.",
        what=what,
        id=asked,
    )
    if not view.id:
        told = say("The address names no {what}: it needs id=… at its end.", what=what)
    show_html(
        '<h1>{}</h1><p class="gd-standfirst">{}</p><p><a href="{}">{}</a></p>',
        say("Nothing stands at this address"),
        told,
        view.href(page, Selection()),
        go_on,
    )


def show_report(contact: str | None, website: str | None, name: str, id: str) -> None:
    """Whom to tell of a mistake: an e-mail that says already what it is about, or else the programme's website."""
    view = current_view()
    show_share(id)
    if not contact:
        if website:
            told = say(
                "A mistake? No e-mail address for corrections is given. Please tell the programme, naming {id}:", id=id
            )
            show_html("<p>{} {}</p>", told, website_link(website))
        return
    words = {
        "subject": tell(say("A mistake in {name} ({id})", name=name, id=id)),
        "body": tell(
            say(
                "About: {name} ({id})\n{address}\n\nWhat is wrong, and where the right thing stands written:\n",
                name=name,
                id=id,
                address=address_on_the_web(view.href()),
            )
        ),
    }
    show_html(
        '<p class="gd-report"><a href="mailto:{}?{}">{}</a></p>',
        quote(contact, safe="@"),
        urlencode(words, quote_via=quote),
        say("Report a mistake"),
    )


def website_link(address: str) -> Markup:
    """An outside link, opened without telling where it was followed; only what was checked to be a web address."""
    if not address.startswith(("http://", "https://")):
        return Markup("{}").format(address)
    return Markup('<a href="{0}" rel="noreferrer nofollow">{0}</a>').format(address)
