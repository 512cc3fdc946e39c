"""Broken fixtures as data: each case of `tests/broken` spoils the valid dataset beside it.

A case says what it is `about`, how it spoils the dataset, and the beginning of every problem that
it is `expected` to have, without the name of the root. It may name the constraints of the
`database` that would refuse it, had the reader not. These spoil the dataset:

    edit    by file, pairs of a text that stands there once and what takes its place
    write   by file, its whole text
    raw     by file, its bytes in hexadecimal
    repeat  by name, how often to repeat which text wherever {name} stands; {n} counts
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

BROKEN = Path(__file__).parent / "broken"
VALID = BROKEN / "valid"


@dataclass(frozen=True)
class Case:
    """One broken dataset, and all that is wrong with it; `rule` is the name of its file."""

    rule: str
    about: str
    expected: str
    edit: dict[str, list[list[str]]] = field(default_factory=dict)
    write: dict[str, str] = field(default_factory=dict)
    raw: dict[str, str] = field(default_factory=dict)
    repeat: dict[str, tuple[int, str]] = field(default_factory=dict)
    database: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[str]:
        """The beginning of each problem."""
        return [f"fixtures/{line}" for line in self.expected.splitlines()]

    def spoil(self, root: Path) -> Path:
        """Return a copy of the valid dataset, spoilt."""
        shutil.copytree(VALID, root)
        for name, pairs in self.edit.items():
            text = (root / name).read_text("utf-8")
            for old, new in pairs:
                assert text.count(old) == 1, f"{name} holds {old!r} {text.count(old)} times"
                text = text.replace(old, self._repeated(new))
            self._write(root / name, text.encode())
        for name, text in self.write.items():
            self._write(root / name, self._repeated(text).encode())
        for name, digits in self.raw.items():
            self._write(root / name, bytes.fromhex(digits))
        return root

    def _repeated(self, text: str) -> str:
        for name, (times, piece) in self.repeat.items():
            pieces = (piece.replace("{n}", str(n)) for n in range(times))
            text = text.replace(f"{{{name}}}", "".join(pieces))
        return text

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def cases() -> list[Case]:
    """Return all cases."""
    return [
        Case(rule=path.stem, **case)
        for path in sorted(BROKEN.glob("*.yaml"))
        for case in _read(path)
    ]


def _read(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    return found
