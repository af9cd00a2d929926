"""How the figures come about, in words for a donor."""

from dashlib.text.say import say
from dashlib.ui.details import show_facts
from dashlib.ui.html import show_html

METHOD = {
    say("Awards, not payments"): say(
        "An amount is what was awarded. What was paid out, and when, the sources do not say."
    ),
    say("Not published is not zero"): say(
        "Where no source prints an amount, none is shown, summed or averaged. Averages count published amounts alone and say how many those are."
    ),
    say("Announced only"): say(
        "Often a sum is announced for a whole call, and only some of its awards are published one by one. What is left of that sum, and of that number, is announced only. It belongs to the call; by awardee and area, and wherever the rounds of the call differ, it is not broken down."
    ),
    say("Statements that overlap"): say(
        "The same awards are often announced several times in different groupings. Each sum on this site rests on one statement per call; the others are compared with it and never added. Where they differ, both stand side by side."
    ),
    say("Areas"): say(
        "A grant with several areas counts in each with an equal share, unless its own shares are published. The shares add up to the whole grant, to the cent."
    ),
    say("Places"): say(
        "The country is where the funded work happens, or the awardee's seat where nothing else is known. A grant for several countries stands under several countries and is never split by guess."
    ),
    say("Dates"): say(
        "A date may be known to the day, the month or the year, and is shown as it is known. A grant without a date takes that of its round. A period counts only what surely lies inside it; what may belong to it is named beside it."
    ),
    say("Currencies"): say(
        "Each amount is converted as a whole at the euro rate of its award day, or of the last day of the month or year where no day is known, and rounded to the cent. Rates are those of the European Central Bank; where it quotes none, rates of the tables. What cannot be converted stays in its own currency."
    ),
    say("What adds up"): say(
        "Every breakdown adds up to the same total, since what is not known has rows of its own: not known, not broken down, several countries. Every row leads to the document on which it rests."
    ),
    say("Search"): say(
        "Names, places, areas, titles, keywords and descriptions are searched in any script, with small slips forgiven; each hit says why it is one. Names of towns in other languages are those of GeoNames (CC BY 4.0)."
    ),
    say("Withheld"): say(
        "Where naming an awardee could endanger it, the name is left out, and with it all that could give it away. Persons are not published by name either. Such grants are counted and stand under withheld; each says which of the two it is."
    ),
    say("Releases"): say(
        "The data change only by a new release, which never changes afterwards. A link to a release shows the same figures for ever, unless the release is withdrawn because it held what must not be public."
    ),
}


def show_method() -> None:
    """The method, point by point."""
    show_html('<div class="gd-chart"><h2>{}</h2></div>', say("How the figures come about"))
    show_facts(list(METHOD.items()))
