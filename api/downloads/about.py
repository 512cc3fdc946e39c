"""What the files tell of themselves: in SQLite, in `datapackage.json` and on the page of files."""

from datetime import date

from api.downloads.package import LICENSE, SOURCES, TITLE

WHAT = (
    f"{TITLE}. People, organizations, roles, models and reported pay, each fact dated as exactly "
    "as its source allows and carrying its evidence."
)
PAGES = (
    "docs/inclusion.md in the repository of Roster says what is included and what is not, "
    "docs/confidence.md how sure a fact is, and docs/corrections.md how to correct one."
)
CAVEATS = (
    "Coverage is uneven, for it follows what is reported in English and Chinese: a count says as "
    "much about reporting as about the field. Most sources were read as excerpts that a search "
    f"returned, not as whole pages. {PAGES}"
)
RIGHTS = (
    (
        f"The data are under CC BY 4.0 ({LICENSE['path']}): name the Roster contributors as their "
        "source, link to the licence, and say what you changed."
    ),
    *(f"They include facts from {each['title']} ({each['path']})." for each in SOURCES),
)
READING = (
    (
        "A column that ends in _id names another record by its id. One that ends in _edtf is a "
        "date as vague as its source (https://www.loc.gov/standards/datetime/); _earliest and "
        "_latest beside it are the days that it may mean."
    ),
    (
        "A part of an organization, such as a lab of a company, is an organization of its own: "
        "organization_ancestor tells what stood above it, and when. An id that was retired is "
        "still in record, whose redirect_to names the record that took its place."
    ),
    "The words of a column are those of the fixtures; the API writes them in capitals.",
)


def about(digest: str, newest_source_on: date | None) -> tuple[str, ...]:
    """Return what one must know to use the dataset with this hash, a paragraph each.

    It depends on the content alone, so that equal datasets make equal files.
    """
    newest = f"was published on {newest_source_on}" if newest_source_on else "is undated"
    which = f"The hash of its content is {digest}; its newest source {newest}."
    return WHAT, which, CAVEATS, *RIGHTS, *READING
