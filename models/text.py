"""How text is compared: without regard to case, diacritics, width or runs of spaces."""

import unicodedata

# Letters whose stroke, missing dot or ligature Unicode does not take apart: Łukasz, Søren, Æ.
BARE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)


def fold(text: str) -> str:
    """Return the key by which a text is searched, computed once at seeding for every database."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", wide) if unicodedata.category(c) != "Mn")
    return " ".join(unicodedata.normalize("NFKC", bare.translate(BARE)).split())
