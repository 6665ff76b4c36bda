"""Languages of teaching, as IRIs of the EU's authority table.

Codes are those of ISO 639-1 and of the authority table, which follows ISO 639-3.
"""

from __future__ import annotations

from typing import Final

from symbiograph.coverage.curriculum.names import folded

LANGUAGE: Final = "http://publications.europa.eu/resource/authority/language/"

# The official languages of the EU, and those of countries around it.
LANGUAGES: Final = {
    "bg": ("BUL", "Bulgarian"),
    "bs": ("BOS", "Bosnian"),
    "ca": ("CAT", "Catalan"),
    "cs": ("CES", "Czech"),
    "da": ("DAN", "Danish"),
    "de": ("DEU", "German"),
    "el": ("ELL", "Greek"),
    "en": ("ENG", "English"),
    "es": ("SPA", "Spanish"),
    "et": ("EST", "Estonian"),
    "eu": ("EUS", "Basque"),
    "fi": ("FIN", "Finnish"),
    "fr": ("FRA", "French"),
    "ga": ("GLE", "Irish"),
    "gl": ("GLG", "Galician"),
    "hr": ("HRV", "Croatian"),
    "hu": ("HUN", "Hungarian"),
    "is": ("ISL", "Icelandic"),
    "it": ("ITA", "Italian"),
    "lt": ("LIT", "Lithuanian"),
    "lv": ("LAV", "Latvian"),
    "mk": ("MKD", "Macedonian"),
    "mt": ("MLT", "Maltese"),
    "nb": ("NOB", "Norwegian Bokmål"),
    "nl": ("NLD", "Dutch"),
    "no": ("NOR", "Norwegian"),
    "pl": ("POL", "Polish"),
    "pt": ("POR", "Portuguese"),
    "ro": ("RON", "Romanian"),
    "sk": ("SLK", "Slovak"),
    "sl": ("SLV", "Slovenian"),
    "sq": ("SQI", "Albanian"),
    "sr": ("SRP", "Serbian"),
    "sv": ("SWE", "Swedish"),
    "tr": ("TUR", "Turkish"),
    "uk": ("UKR", "Ukrainian"),
}
_BY_NAME: Final = {
    folded(name): LANGUAGE + code
    for short, (code, english) in LANGUAGES.items()
    for name in (short, code, english)
}


def language_iri(text: str) -> str | None:
    """Return the IRI of the language that a code, an English name or an IRI means."""
    return _BY_NAME.get(folded(text.strip().removeprefix(LANGUAGE)))
