"""Small numbers as words, as a sentence has them."""

from dashlib.text.formats import Count
from dashlib.text.say import say

NUMBER_WORDS = {
    1: say("one"),
    2: say("two"),
    3: say("three"),
    4: say("four"),
    5: say("five"),
    6: say("six"),
    7: say("seven"),
    8: say("eight"),
    9: say("nine"),
    10: say("ten"),
    11: say("eleven"),
    12: say("twelve"),
    13: say("thirteen"),
    14: say("fourteen"),
    15: say("fifteen"),
    16: say("sixteen"),
    17: say("seventeen"),
    18: say("eighteen"),
    19: say("nineteen"),
    20: say("twenty"),
}


def in_words(number: int) -> object:
    """'two' for 2; in digits from 21 on."""
    return NUMBER_WORDS.get(number, Count(number))
