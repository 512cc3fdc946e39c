"""The two forms of a line of the log: JSON for machines, and text for a terminal.

Either way what clients sent stays inside its value, in printable ASCII.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson

Facts = Mapping[str, Any]
Form = Callable[[Facts], bytes]

PLAIN = re.compile(r"[\w./:+-]+", re.ASCII)
OPTIONS = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
TEXT_FIRST = ("time", "level", "event")
TRACEBACK = "traceback"


def as_json(facts: Facts) -> bytes:
    """Return a line of JSON."""
    try:
        line = orjson.dumps(facts, default=str, option=OPTIONS)
    except TypeError:  # half a surrogate pair
        line = b""
    if not line.isascii() or not line:
        line = json.dumps(facts, default=_told).encode() + b"\n"
    return line.replace(b"\x7f", b"\\u007f")


def as_text(facts: Facts) -> bytes:
    """Return a line of `name=value` after the time, the level and the event.

    A traceback follows in lines of its own, each of which is set off.
    """
    first = f"{facts['time']:%H:%M:%S} {facts['level']:7} {_escaped(str(facts['event']))}"
    others = (
        f" {name}={_value(value)}"
        for name, value in facts.items()
        if name not in (*TEXT_FIRST, TRACEBACK)
    )
    lines = [first + "".join(others)]
    lines += [f"  | {_escaped(each)}" for each in str(facts.get(TRACEBACK, "")).splitlines()]
    return ("\n".join(lines) + "\n").encode()


def _told(value: Any) -> str:
    return f"{value.isoformat()[:-6]}Z" if isinstance(value, datetime) else str(value)


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if PLAIN.fullmatch(text) else json.dumps(text).replace("\x7f", "\\u007f")


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1].replace('\\"', '"').replace("\x7f", "\\u007f")


FORMS: dict[str, Form] = {"json": as_json, "text": as_text}
