"""One JSON line an event, with an allow-list of keys: what is not named here is not written."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog  # JSON log lines with a processor that drops every key not allowed

ALLOWED = frozenset(("event", "level", "timestamp", "method", "route", "status", "ms", "request_id", "error", "where"))


def configure(level: str) -> None:
    """Set up logging for the process; the server's own messages come without exception texts."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _only_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_NoExceptionText("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def log(event: str, *, level: str = "info", **fields: Any) -> None:
    """Write one line; keys outside the allow-list are dropped."""
    getattr(structlog.get_logger(), level)(event, **fields)


def _only_allowed(_: Any, __: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in event.items() if key in ALLOWED and value is not None}


class _NoExceptionText(logging.Formatter):
    def formatException(self, ei: Any) -> str:  # noqa: N802  # the name the standard library gives it
        return ei[0].__name__ if ei and ei[0] else ""

    def formatStack(self, stack_info: str) -> str:  # noqa: N802, ARG002  # likewise
        return ""
