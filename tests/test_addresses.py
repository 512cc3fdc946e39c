"""Addresses of one page are alike, and those of two are not."""

import pytest

from models.address import address, is_url, profile

PAGE = "example.com/news/ada"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/news/ada",
        "http://www.example.com/news/ada/",
        "HTTPS://Example.com/News/Ada#second",
        "example.com/news/ada?utm_source=x&utm_medium=y&fbclid=z",
        "m.example.com/news/ada",
        " https://user@www.example.com/news/ada?ref=home ",
    ],
)
def test_what_leads_to_the_same_page_is_the_same(url: str) -> None:
    assert address(url) == PAGE


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/news/bo",
        "https://example.com/news",
        "https://news.example.com/news/ada",
        "https://example.com/news/ada?page=2",
        "https://example.com:8080/news/ada",
    ],
)
def test_another_page_is_another(url: str) -> None:
    assert address(url) != PAGE


def test_what_a_page_is_asked_for_stays() -> None:
    assert address("https://example.com/?id=7&spm=1.2") == "example.com?id=7"


@pytest.mark.parametrize("text", ["", "https://", "https://[x", "https:///path"])
def test_what_is_no_address_has_none(text: str) -> None:
    assert address(text) == ""


@pytest.mark.parametrize("text", ["https://x.com/ada", "http://a", "github.com/ada", "a.io:80/b"])
def test_a_scheme_or_a_path_makes_an_address(text: str) -> None:
    assert is_url(text)


@pytest.mark.parametrize("text", ["Character.AI", "AT/T", "林/俊", "a b.com/c", "fast.ai", ""])
def test_a_name_is_no_address(text: str) -> None:
    assert not is_url(text)


def test_a_number_in_a_register_has_its_page() -> None:
    assert profile("wikidata", "Q123") == address("https://www.wikidata.org/wiki/Q123")
    assert profile("x", "@Ada") == address("https://twitter.com/ada")
    assert profile("website", "https://ada.example/") == "ada.example"
    assert profile("unheard-of", "7") is None
