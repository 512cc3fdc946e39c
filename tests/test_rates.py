"""How much of the dataset is filled in, which may not fall unnoticed."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from fixtures.rates import NATIVE, ORIGINS, RATES, rates
from fixtures.read import read
from fixtures.rows import Rows
from tests.broken_cases import VALID
from tests.editing import replace, roster, valid_in_form

ACCEPTED = Path(__file__).with_name("fill_rates.json")


def fallen(now: Mapping[str, float], before: Mapping[str, float]) -> list[str]:
    """Return in words which rates were higher before, by a whole point or more."""
    return [
        f"{key} has fallen from {was:.0f} % to {now.get(key, 0):.1f} %"
        for key, was in before.items()
        if now.get(key, 0) <= was - 1
    ]


def test_no_rate_has_fallen() -> None:
    before = json.loads(ACCEPTED.read_text("utf-8"))
    assert fallen(rates(read()), before) == [], (
        "fill in what is known, or accept it by `make rates` and say why in the commit"
    )


def test_every_rate_is_watched() -> None:
    assert json.loads(ACCEPTED.read_text("utf-8")).keys() == {NATIVE, *ORIGINS, *RATES}, (
        "run `make rates`"
    )


@pytest.mark.parametrize(
    ("now", "told"), [(79.1, []), (79.0, ["a has fallen from 80 % to 79.0 %"])]
)
def test_a_fall_is_one_of_a_whole_point(now: float, told: list[str]) -> None:
    assert fallen({"a": now}, {"a": 80}) == told


def test_a_rate_that_is_measured_no_more_has_fallen() -> None:
    assert fallen({}, {"a": 80}) == ["a has fallen from 80 % to 0.0 %"]


def test_rates_are_shares_of_the_rows() -> None:
    found = rates(read(VALID))
    assert found[NATIVE] == 50
    assert found["role.title"] == pytest.approx(200 / 3)
    assert found["role.end of those ended"] == 100


def test_of_nothing_everything_is_filled_in() -> None:
    assert set(rates(Rows()).values()) == {100}


def test_a_fact_less_lowers_its_rate_alone(tmp_path: Path) -> None:
    root = valid_in_form(tmp_path / "fixtures")
    before = rates(read(root))
    replace(root, "people/ada-example.yaml", "    title: Chief scientist\n", "")
    now = rates(read(root))
    assert {key for key in before if before[key] != now[key]} == {"role.title"}
    assert fallen(now, before) == ["role.title has fallen from 67 % to 33.3 %"]


def test_the_command_prints_the_rates_and_check_tells_them(tmp_path: Path) -> None:
    root = valid_in_form(tmp_path / "fixtures")
    printed = json.loads(roster("rates", "--fixtures", root).output)
    assert printed["role.title"] == 67
    assert "\nFilled in: " in (told := roster("check", "--fixtures", root).output)
    assert "role.title 67 %, " in told
