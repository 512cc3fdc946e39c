"""What is wrong after a soak is told."""

from collections import Counter

import pytest

from bench.soak import Load, Sample, faults_of, grown, growth

CALM = [Sample(float(second), 100.0 + second % 2, 20) for second in range(60)]
CASES = {
    "calm": (Load(), CALM, []),
    "filled at first": (
        Load(),
        [Sample(each.second, min(each.second, 30), 20) for each in CALM],
        [],
    ),
    "memory": (
        Load(),
        [Sample(each.second, 100 + each.second, 20) for each in CALM],
        ["memory grew by 29.0 MB"],
    ),
    "file descriptors": (
        Load(),
        [Sample(each.second, 100, int(each.second)) for each in CALM],
        ["file descriptors grew by 29.0"],
    ),
    "errors": (Load([], Counter({"status 503": 2})), CALM, ["2 times status 503"]),
}


@pytest.mark.parametrize(("load", "samples", "faults"), CASES.values(), ids=CASES)
def test_the_faults_of_a_soak_are_told(
    load: Load, samples: list[Sample], faults: list[str]
) -> None:
    assert faults_of(load, samples) == faults


def test_growth_is_that_of_the_line_through_all() -> None:
    assert growth([0, 10, 20], [5, 7, 9]) == 4
    assert abs(grown(CALM)[0]) < 0.2
