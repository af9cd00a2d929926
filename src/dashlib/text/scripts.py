"""In which script and language a name is written, as far as its letters settle it; nothing is guessed."""

import re
import unicodedata

SCRIPTS = {"LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARABIC": "Arab", "HEBREW": "Hebr"}
SETTLED = {"mk": "[ЃѓЌќЅѕ]", "sr": "[ЂђЋћ]"}


def script_of(name: str) -> str | None:
    """The code of the script of all its letters, such as `Cyrl`; None if there are none, several or others."""
    found = {unicodedata.name(letter, "").partition(" ")[0] for letter in name if letter.isalpha()}
    return SCRIPTS.get(found.pop()) if len(found) == 1 else None


def language_of(name: str, country: str | None) -> str | None:
    """The code of the language that its letters leave no choice of; None where they do.

    Ѓ, ќ, ѕ are Macedonian, ђ, ћ Serbian in Cyrillic; ë is Albanian in Albania and Kosovo.
    """
    found = [code for code, letters in SETTLED.items() if re.search(letters, name)]
    if country in {"AL", "XK"} and script_of(name) == "Latn" and re.search("[Ëë]", name):
        found.append("sq")
    return found[0] if len(found) == 1 else None


def language_tag(name: str, country: str | None) -> str:
    """What HTML calls it, such as `mk-Cyrl`, `sq-Latn` or `und-Cyrl`; nothing for plain Latin letters."""
    script, language = script_of(name), language_of(name, country)
    return f"{language or 'und'}-{script}" if script and (language or script != "Latn") else ""
