"""The log: a line for each request, for each slow one, and for whatever else happens."""

import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from api.seeing.form import FORMS, TRACEBACK, Facts
from api.seeing.lines import Lines, standard_error
from api.seeing.record import Seen, document, seen
from api.seeing.secrets import texts_in, without
from api.settings import Settings
from models.database import passwords

LONGEST_NAME, LONGEST_DOCUMENT, LONGEST_STATEMENT, LONGEST_TRACEBACK = 100, 1_500, 150, 10_000
MOST_STATEMENTS = 8
"""How many characters of what clients sent, of a statement and of a traceback are logged, and how
many statements of a slow request."""

INFO, WARNING = "info", "warning"
GRAPHQL, PROBES = "/graphql", ("/health", "/ready", "/metrics")
TAKEN_OVER = ("uvicorn", "uvicorn.error", "uvicorn.access", "asyncio")


class Log:
    """Writes what is at least as grave as a level."""

    def __init__(self, form: str, level: str, lines: Lines) -> None:
        self._form = FORMS[form]
        self._lines = lines
        self.level = logging.getLevelNamesMapping()[level.upper()]

    def write(self, facts: Facts) -> None:
        """Write a line of facts, the first of which are `time`, `level` and `event`."""
        self._lines.add(self._form(facts))

    def lose(self) -> None:
        """Count a line that cannot even be made."""
        self._lines.lost += 1

    def settle(self) -> None:
        """Wait a moment for all to be written."""
        self._lines.settle()

    @property
    def lost(self) -> int:
        """How many lines could not be written."""
        return self._lines.lost

    def request(self, it: Seen) -> None:
        """Write what became of a request; that the server is probed is no news."""
        if self.level <= logging.INFO and it.path not in PROBES:
            self.write(_facts(it, INFO, "request"))

    def slow(self, it: Seen) -> None:
        """Write what a slow request asked, without its variables, and what its statements took."""
        if self.level > logging.WARNING or it.question is None:
            return
        statements = sorted(it.listed, key=lambda each: -each.seconds)[:MOST_STATEMENTS]
        facts = _facts(it, WARNING, "slow") | {
            "text": it.question.query[:LONGEST_DOCUMENT],
            "slowest": [
                {"ms": _ms(each.seconds), "sql": each.text()[:LONGEST_STATEMENT]}
                for each in statements
            ],
        }
        self.write(facts)


def _facts(it: Seen, level: str, event: str) -> dict[str, Any]:
    """Return what there is to say of a request."""
    facts: dict[str, Any] = {
        "time": datetime.now(UTC),
        "level": level,
        "event": event,
        "request": it.id.decode(),
        "method": it.method,
        "path": it.path[:LONGEST_NAME],
        "status": it.status,
        "bytes": it.bytes,
    }
    if it.seconds is not None:
        facts["ms"] = _ms(it.seconds)
    if it.question is not None:
        facts["way"] = it.way
        digest, name = document(it.question.query)
        facts["document"] = digest
        if name := it.question.operation_name or name:
            facts["operation"] = name[:LONGEST_NAME]
        if it.reason:
            facts["reason"] = it.reason
        if it.cost is not None:
            facts["cost"] = it.cost
        if it.statements:
            facts["statements"] = it.statements
            facts["statements_ms"] = _ms(it.statement_seconds)
    if it.codes:
        facts["codes"] = it.codes
    if it.incident:
        facts["incident"] = it.incident
    return facts


def _ms(seconds: float) -> float:
    return int(seconds * 1_000_000) / 1_000


class Handler(logging.Handler):
    """Takes what Python's own logging is told, by us and by others, to the same log."""

    def __init__(self, log: Log, secrets: Sequence[str]) -> None:
        super().__init__(log.level)
        self._log = log
        self._secrets = secrets

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, with the id of its request and, as `facts`, what was said besides."""
        try:
            facts: dict[str, Any] = {
                "time": datetime.now(UTC),
                "level": record.levelname.lower(),
                "event": self._hidden(record.getMessage()),
                "logger": record.name,
            }
            for name, value in getattr(record, "facts", {}).items():
                facts[name] = self._hidden(str(value))
            it = seen()
            if it.id:
                facts["request"] = it.id.decode()
            if record.exc_info:
                told = logging.Formatter().formatException(record.exc_info)
                texts = texts_in(it.question.variables) if it.question else ()
                facts[TRACEBACK] = self._hidden(told, *texts)[-LONGEST_TRACEBACK:]
            self._log.write(facts)
        except Exception:  # noqa: BLE001 - no line of the log is worth a request
            self._log.lose()

    def _hidden(self, text: str, *more: str) -> str:
        return without(text, (*self._secrets, *more))


def configure(settings: Settings) -> Log:
    """Take over the logging of this process, whoever set it up before."""
    form = settings.log or ("text" if sys.stderr and sys.stderr.isatty() else "json")
    log = Log(form, settings.log_level, standard_error())
    logging.basicConfig(
        handlers=[Handler(log, passwords(settings.url))],
        level=max(log.level, logging.WARNING),  # what libraries tell of themselves is no news
        force=True,
    )
    logging.getLogger("roster").setLevel(log.level)
    for name in TAKEN_OVER:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"  # a request has its line already
    return log
