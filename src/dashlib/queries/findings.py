"""Headlines and standfirsts: each is computed by a rule from the figures, never typed."""

from decimal import Decimal
from typing import Any

from dashlib.queries.rounds import Round
from dashlib.queries.statements import Statement
from dashlib.queries.totals import Amounts, Value
from dashlib.schema.package import BUCKETS
from dashlib.text.formats import Count, Interval, Money, Share, grants_said
from dashlib.text.numerals import in_words
from dashlib.text.say import Text, say, say_count, say_list

NOTHING = say("Nothing is published for this selection"), say("The parts of the selection are listed below.")
UNITS = {
    "EUR": say("one euro"),
    "NOK": say("one krone"),
    "USD": say("one dollar"),
    "GBP": say("one pound"),
    "CHF": say("one franc"),
}


def single_sum(value: Value, display: str) -> Amounts | None:
    """The one sum of all money; None as awarded, without money, or if some of it cannot be converted."""
    return value.money[0] if len(value.money) == 1 and value.money[0].currency == display else None


def headline_finding(value: Value, display: str, is_whole: bool, selection_told: object) -> Text:
    """How much of the announced money can be traced to a name; within a selection how many grants have an amount."""
    total = single_sum(value, display)
    if not is_whole:
        amount = _with_amount(value)
        grants = value.told
        return say("{grants}, {amount}: {selection}", grants=grants, selection=selection_told, amount=amount)
    if total is None or total.amount == 0:
        return say(
            "Of {count} announced grants, {named} have a named awardee and {published} an amount",
            named=Count(value.named_count),
            published=Count(value.published_count),
            count=int(value.award_count),
        )
    told = Money(total.amount, display, "headline", True)
    share = (total.disclosed or Decimal(0)) / total.amount
    if share == 1:
        return say("{total} to {awardees} awardees, all published", total=told, awardees=Count(value.awardee_count))
    if share >= Decimal("0.5"):
        return say("{share} of {total} can be traced to a name", share=Share(share), total=told)
    if share == 0:
        return say("Of {total} announced, nothing can be traced to a name", total=told)
    one_in = int((1 / share).to_integral_value())
    return say(
        "Of {total} announced, {unit} in {number} can be traced to a name",
        total=told,
        unit=UNITS.get(display, say("one {currency}", currency=display)),
        number=in_words(one_in),
    )


def overview_standfirst(value: Value, first: Interval, countries: int | None) -> Text:
    """Since when, how many, in how many countries where that is known, how many names and amounts."""
    where = (
        say("to civil society in {countries}", countries=_countries(countries))
        if countries
        else say("to civil society")
    )
    since = say(
        "Since {date}, {grants} {where} have been announced.",
        date=first,
        grants=grants_said(value.award_count),
        where=where,
    )
    if first.start is None:
        since = say(
            "{grants} {where} have been announced, their dates are not known.",
            grants=grants_said(value.award_count),
            where=where,
        )
    named = (
        say_count("{count} awardee", "{count} awardees", count=value.awardee_count)
        if value.awardee_count
        else say("no awardee")
    )
    amounts = say_count("an amount for {count} grant", "an amount for {count} grants", count=value.published_count)
    told = amounts if value.published_count else say("no amount")
    return say("{since} The sources name {named} and print {amounts}.", since=since, named=named, amounts=told)


def rounds_finding(calls: list[Round]) -> tuple[Text, Text]:
    """In how many calls not one amount is published, and what was announced for them."""
    known = [call for call in calls if not call.is_holder]
    silent = [call for call in known if call.value.published_count == 0]
    if not calls:
        return NOTHING
    if not known:
        return say("No call is known for these grants"), say("They are listed by round below.")
    of_these = silent or known
    grants = sum((call.value.award_count for call in of_these), Decimal(0))
    named = sum(call.value.named_count for call in of_these)
    published = sum(call.value.published_count for call in known)
    names = (
        say("all of them")
        if named == grants
        else say("none of them")
        if named == 0
        else say("{count} of them", count=named)
    )
    standfirst = say("They stand for {grants}, {names} with a named awardee.", grants=grants_said(grants), names=names)
    if not silent:
        title = (
            say("An amount is published in every call")
            if len(known) > 1
            else say(
                "{published} of {grants} of this call have a published amount",
                published=Count(published),
                grants=grants_said(grants),
            )
        )
        return title, standfirst
    title = say(
        "In {silent} of {all} calls not one amount is published per awardee",
        silent=in_words(len(silent)),
        all=in_words(len(known)),
    )
    if len(silent) == len(known):
        title = (
            say("Not one amount is published in these calls")
            if len(known) > 1
            else say("Not one amount is published for this call")
        )
    return title, standfirst


def statements_finding(statements: list[Statement]) -> tuple[Text, Text]:
    """How many public statements of awards say more than is published, and how many carry the figures of the site."""
    awarded = [s for s in statements if s.kind == "awarded"]
    more = [s for s in awarded if s.finding == "less_in_data" or (s.facts["not_named_count"] or 0) > 0]
    title = say_count(
        "One of {all} statements of awards says more than is published",
        "{count} of {all} statements of awards say more than is published",
        count=len(more),
        all=Count(len(awarded)),
    )
    if not more:
        title = say("Every stated award is published by name") if awarded else say("No statement of awards is known")
    doubt = say_count(
        "{count} statement was made in public about sums of money or numbers of grants.",
        "{count} statements were made in public about sums of money or numbers of grants.",
        count=len(statements),
    )
    rest = say_count(
        "{count} carries figures on this site; the others are checked against the data here and added to nothing.",
        "{count} carry the figures on this site; the others are checked against the data here and added to nothing.",
        count=sum(s.facts["ledger_basis"] for s in statements),
    )
    return title, say("{doubt} {rest}", doubt=doubt, rest=rest)


def places_finding(value: Value | None, countries: list[Value]) -> tuple[Text, Text]:
    """How many grants are placed in one country, and where the others stand."""
    if value is None:
        return NOTHING
    placed = sum((country.award_count for country in countries if country.value_id not in BUCKETS), Decimal(0))
    grants = grants_said(value.award_count)
    title = say("{placed} of {grants} can be placed in one country", placed=Count(placed), grants=grants)
    if placed == value.award_count:
        title = say("All {grants} can be placed in one country", grants=grants)
    others = [country for country in countries if country.value_id in BUCKETS]
    parts = [say("{bucket}: {grants}", bucket=other.name, grants=other.told) for other in others]
    if not parts:
        return title, say("Country means where the funded work happens; where that is not stated, the awardee's seat.")
    return title, say("The others stand below the map at the same scale: {parts}.", parts=say_list(parts))


def success_told(call: Round) -> tuple[Text | None, Text | None]:
    """'7 %' and '9 of 122'; a range where sources disagree about the number of applications."""
    rates = call.success_rates
    if not rates or call.stated_count is None:
        return None, None
    applications = [Count(number) for number in call.applications]
    rate = (
        say("{rate}", rate=Share(rates[0]))
        if len(rates) == 1
        else say("{low} to {high}", low=Share(rates[0]), high=Share(rates[-1]))
    )
    told = (
        applications[0]
        if len(applications) == 1
        else say("{one} or {other}", one=say_list(list(applications[:-1])), other=applications[-1])
    )
    return rate, say("{grants} of {applications}", grants=Count(call.stated_count), applications=told)


def completeness_rows(counts: dict[str, Any]) -> list[tuple[Text, Decimal]]:
    """What the sources print of the awards, in how many."""
    return [
        (say("a date or year"), counts["with_date"]),
        (say("the awardee"), counts["with_awardee"]),
        (say("a theme or area"), counts["with_area"]),
        (say("a project title"), counts["with_title"]),
        (say("an amount"), counts["with_amount"]),
    ]


def data_finding(grants: int, filled: list[int]) -> Text:
    """Which share of what could be known of the published grants is; `filled`: in how many of them each fact is."""
    if not grants:
        return say("No single grant is published yet")
    return say_count(
        "Of {facts} standard facts about {count} single grant, {share} are known",
        "Of {facts} standard facts about each of {count} single grants, {share} are known",
        count=grants,
        facts=Count(len(filled)),
        share=Share(Decimal(sum(filled)) / (grants * len(filled))),
    )


def grants_finding(value: Value | None, with_title: int) -> tuple[Text, Text]:
    """How many of the announced grants are published one by one, and what is known of these."""
    if value is None:
        return NOTHING
    listed, announced = value.distinct_grant_count, grants_said(value.award_count)
    title = say("{listed} of {announced} are published one by one", listed=Count(listed), announced=announced)
    if not value.unnamed_count:
        title = say("{announced}, published one by one", announced=announced)
    if not listed:
        title = say("Of {announced} not one is published by name", announced=announced)
    numbers = {"titles": with_title, "amounts": value.published_count}
    known = {name: Count(number) if number else say("none") for name, number in numbers.items()}
    told = say("The sources print a title for {titles} of them and an amount for {amounts}.", **known)
    if value.withheld_count:
        hidden = grants_said(value.withheld_count)
        told = say(
            "{told} The awardees of {hidden} are not named, for their safety or because they are persons.",
            told=told,
            hidden=hidden,
        )
    return title, told if listed else say("They are announced in sums and numbers only.")


def nothing_found(words: str) -> tuple[Text, Text]:
    """That a search finds nothing, and what it looks at."""
    searched = say("Names, places, areas, titles and descriptions are searched, in any script.")
    return say("Nothing is found for “{words}”", words=words), searched


def awardees_finding(value: Value | None, words: str | None) -> tuple[Text, Text]:
    """How many organizations are named or found, for how many an amount is published, and how to search."""
    if value is None and words:
        return nothing_found(words)
    if value is None:
        return NOTHING
    title = say_count(
        "{number} organization is named as awardee",
        "{number} organizations are named as awardees",
        count=value.awardee_count,
        number=Count(value.awardee_count),
    )
    if not value.awardee_count:
        title = say("No awardee is named for this selection")
    elif words:
        title = say_count(
            "{number} awardee is found for “{words}”",
            "{number} awardees are found for “{words}”",
            count=value.awardee_count,
            number=Count(value.awardee_count),
            words=words,
        )
    some = say("An amount is published for {some} of them.", some=Count(value.published_awardee_count))
    if value.published_awardee_count in {0, value.awardee_count}:
        some = (
            say("An amount is published for each.") if value.published_awardee_count else say("No amount is published.")
        )
    return title, some if words else say("{some} Search in any script; accents do not matter.", some=some)


def _with_amount(value: Value) -> Text:
    if value.published_count == 0:
        return say("none with an amount")
    if value.published_count == value.award_count:
        return say("all with an amount")
    return say_count("{count} with an amount", "{count} with an amount", count=value.published_count)


def _countries(count: int) -> Text:
    return say_count("one country", "{number} countries", count=count, number=in_words(count))
