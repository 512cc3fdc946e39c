"""How text is compared: without regard to case, diacritics, width or runs of spaces."""

import re
import unicodedata

# Letters whose stroke, missing dot or ligature Unicode does not take apart: Łukasz, Søren, Æ.
BARE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)

UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def storable(text: str) -> str:
    """Return a text as a database can hold it.

    NUL and halves of surrogate pairs, which it cannot, become U+FFFD, so that they match nothing.
    """
    return UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def fold(text: str) -> str:
    """Return the key by which a text is searched, computed once at seeding for every database."""
    wide = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFD", wide) if unicodedata.category(c) != "Mn")
    return " ".join(unicodedata.normalize("NFKC", bare.translate(BARE)).split())
