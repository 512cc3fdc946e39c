"""Web addresses, alike where they lead to the same page."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

SCHEME = re.compile(r"https?://", re.IGNORECASE)
HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}(:\d+)?", re.IGNORECASE)
MIRRORS = re.compile(r"^(www|m|mobile|amp)\.")

# What a link carries to tell where it was found, and leads nowhere else.
TRACKER = re.compile(
    r"utm_.*|[a-z]*clid|mc_[ce]id|_hs.*|igshid|igsh|si|spm|scm|ref|ref_src|ref_url|referrer"
    r"|cmpid|ncid|smid|share.*|trk|tracking.*|chksm|scene"
)

REGISTERS = {
    "wikidata": "wikidata.org/wiki/{}",
    "orcid": "orcid.org/{}",
    "github": "github.com/{}",
    "huggingface": "huggingface.co/{}",
    "linkedin": "linkedin.com/in/{}",
    "x": "x.com/{}",
    "twitter": "x.com/{}",
    "weibo": "weibo.com/{}",
    "zhihu": "zhihu.com/people/{}",
    "google-scholar": "scholar.google.com/citations?user={}",
    "semantic-scholar": "semanticscholar.org/author/{}",
    "openreview": "openreview.net/profile?id={}",
    "dblp": "dblp.org/pid/{}",
    "crunchbase": "crunchbase.com/organization/{}",
}
"""Where a register shows what it knows under a number or handle."""

RENAMED = {"twitter.com": "x.com"}
"""Hosts that go by another name now."""


def is_url(text: str) -> bool:
    """Tell whether a text is surely a web address: one with a scheme, or with a path."""
    host, _, path = text.partition("/")
    return bool(SCHEME.match(text)) or bool(path and HOST.fullmatch(host))


def address(url: str) -> str:
    """Return what is left of a web address that leads to the page, to be compared as it is.

    Scheme, `www.`, case, a slash at the end, the place on the page and what only tells where a
    link was found make no difference. A text that is no web address gives the empty text.
    """
    try:
        parts = urlsplit(f"//{SCHEME.sub('', url.strip(), count=1)}")
        host = MIRRORS.sub("", parts.netloc.casefold().rpartition("@")[2])
    except ValueError:  # brackets that hold no IPv6 address
        return ""
    host = RENAMED.get(host, host)
    kept = [pair for pair in parse_qsl(parts.query, True) if not TRACKER.fullmatch(pair[0])]
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{parts.path.rstrip('/')}{query}".casefold() if host else ""


def profile(scheme: str, value: str) -> str | None:
    """Return the address of what a register knows under a value; None for one not known here."""
    if SCHEME.match(value):
        return address(value)
    form = REGISTERS.get(scheme)
    return form and address(form.format(value.removeprefix("@")))
