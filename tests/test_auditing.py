"""A package that is known as vulnerable fails the audit; an index that does not tell does not."""

import pytest

from tests.auditing import told

GOOD = {"name": "good", "version": "1.0", "vulns": []}
BAD = {"name": "bad", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1"}]}
UNKNOWN = {"name": "unknown", "version": "1.0", "skip_reason": "not found"}

CASES = {
    "1 of 2 packages audited; none is known as bad": ([GOOD, UNKNOWN], True),
    "bad 1.0 has PYSEC-2026-1: choose another": ([GOOD, BAD, UNKNOWN], False),
    "SKIPPED": ([UNKNOWN, UNKNOWN], True),
}


@pytest.mark.parametrize("words", CASES)
def test_what_is_told(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    packages, fine = CASES[words]

    assert told("requirements.lock", {"dependencies": packages}) is fine
    assert words in capsys.readouterr().out


def test_an_audit_that_could_not_ask_is_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert told("requirements.lock", None)
    assert "SKIPPED" in capsys.readouterr().out
