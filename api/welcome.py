"""The first things to see: three queries to try, and the page at `/`."""

from html import escape
from textwrap import dedent
from urllib.parse import quote

from api.downloads.about import PAGES

EXAMPLES = {
    "Who was at Tongyi Lab on 1 March 2025, and how surely?": """
        {
          organization(id: "tongyi-lab") {
            roles(heldOn: "2025-03-01") {
              heldCounts { yes presumed possibly }
              nodes { person { name } title held(on: "2025-03-01") confidence }
            }
          }
        }
    """,
    "Where has Yan Zhijie worked, and who says so?": """
        {
          person(id: "yan-zhijie") {
            names { text lang kind }
            roles {
              nodes {
                text
                start { text }
                end { text }
                confidence
                evidence { source { headline publisher } basis says }
              }
            }
          }
        }
    """,
    "What is reported to be paid, and how sure is it?": """
        {
          compensationReports {
            totalCount
            nodes { text confidence independentSourceCount amount { min max currency } }
          }
        }
    """,
}

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Roster: who builds AI</title>
<style>
  body {{ font: 18px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto }}
  :root {{ color-scheme: light dark }}
</style>
<h1>Roster</h1>
<p>Who builds AI: people, organizations, roles, models and reported pay.
Every fact is dated as exactly as its source allows, carries its evidence,
and can be asked for as of any day.</p>
<p>Ask in the <a href="/graphql">playground</a>, or from a program by
<code>POST /graphql</code>. Three questions to begin with:</p>
<ul>{links}</ul>
<p>Or take all of it: as <a href="/downloads/roster.sqlite">an SQLite file</a>, or
<a href="/downloads/">each table as CSV and as JSON Lines</a>.</p>
<p>{pages}</p>
</html>
"""


def link(query: str) -> str:
    """Return the address of the playground with a query in it, from the server's root."""
    return f"/graphql?query={quote(dedent(query).strip())}"


def welcome() -> str:
    """Return the page at `/`."""
    links = "".join(
        f'<li><a href="{link(query)}">{escape(question)}</a></li>'
        for question, query in EXAMPLES.items()
    )
    return PAGE.format(links=links, pages=escape(PAGES))
