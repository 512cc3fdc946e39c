"""What must not be shown: passwords of a database, and the values that clients send."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.seeing.secrets import texts_in, without
from models.database import connect_url, passwords, public_url

URLS = {
    "postgresql://user:pass%2Fword@host/roster": "postgresql://user:***@host/roster",
    "postgresql://user@host/roster?sslpassword=pass%2Fword": (
        "postgresql://user@host/roster?sslpassword=hidden"
    ),
}
"""By a URL, what is shown of it."""


@pytest.mark.parametrize(("url", "shown_as"), URLS.items())
def test_no_password_of_a_url_is_shown(url: str, shown_as: str) -> None:
    made = connect_url(url)
    shown = public_url(made)

    assert passwords(made) == ["pass/word"]
    assert shown == shown_as


@pytest.mark.parametrize("url", ["sqlite:///roster.db", "postgresql://user@host/roster"])
def test_a_url_without_a_password_is_shown_as_it_is(url: str) -> None:
    assert passwords(connect_url(url)) == []
    assert public_url(connect_url(url)) == url


secrets = st.lists(st.text(min_size=3).filter(lambda text: "*" not in text))


@given(st.text(), secrets)
def test_no_secret_is_left(before: str, hidden: list[str]) -> None:
    shown = without(before + "".join(hidden), hidden)

    assert not [each for each in hidden if each in shown]


def test_a_secret_is_hidden_as_it_is_written_in_code() -> None:
    told = ["a\nb", repr("a\nb"), "a%0Ab"]

    assert [without(each, ["a\nb"]) for each in told] == ["***", "'***'", "***"]


def test_a_short_text_is_no_secret() -> None:
    assert without("a line of the log", ["a", "of", ""]) == "a line of the log"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(values)
def test_all_texts_among_variables_are_found(variables: object) -> None:
    texts = [each for each in flat(variables) if isinstance(each, str)]

    assert sorted(texts_in(json.dumps(variables))) == sorted(texts)


def flat(value: object) -> list[object]:
    if isinstance(value, list):
        return [inner for each in value for inner in flat(each)]
    if isinstance(value, dict):
        return [inner for each in value.values() for inner in flat(each)]
    return [value]
