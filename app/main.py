"""create_app(): settings in, tools loaded, routes wired."""

import re
from uuid import uuid4

from asgi_correlation_id import CorrelationIdMiddleware  # takes over or draws X-Request-ID
from fastapi import FastAPI  # the HTTP framework of this project
from starlette.middleware.cors import CORSMiddleware

from app.drafting import Tools
from app.kit import load_tools
from app.settings import Settings
from app.web import openapi, pages, problems
from app.web.edge import Edge
from app.web.limits import Limits
from app.web.logs import log
from app.web.metrics import Metrics
from app.web.routes import build_router

SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
NO_TELEMETRY = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False}
VERSION = "0.1.0"
TURN_MARGIN_SECONDS = 0.35


def tools_for(settings: Settings) -> Tools:
    """Everything that answering needs, as the settings ask for it. Raises BadDataFile."""
    tools = load_tools(
        settings.rules_dir,
        settings.messages_dir,
        languagetool_url=settings.languagetool_url,
        grammar_seconds=settings.grammar_seconds,
        second_reader=settings.second_reader == "on",
    )
    if settings.second_reader == "on" and tools.wording.second_reader is None:
        log("second_reader_cannot_be_read", level="error")
    return tools


def create_app(settings: Settings, tools: Tools | None = None) -> FastAPI:
    """The application, ready to serve. Raises BadDataFile where a data file is broken."""
    app = FastAPI(
        title="Fess Up",
        summary="Drafts worth sending to somebody you pushed away, and a reviewer that sees groveling.",
        version=VERSION,
        license_info={"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=NO_TELEMETRY,  # type: ignore[arg-type]  # its exporters would carry exception texts
        generate_unique_id_function=openapi.operation_name,
    )
    metrics = Metrics()
    tools = tools or tools_for(settings)
    problems.install(app)
    app.include_router(build_router(tools, metrics))
    pages.install(app)
    openapi.install(app, tools.messages.hooks)
    # The last one added is the outermost.
    limits = Limits(
        body_bytes=settings.max_body_bytes,
        body_seconds=settings.body_seconds,
        waiting=settings.max_waiting,
        # A LanguageTool that hangs holds a turn for a while and must not cost those behind it theirs.
        turn_seconds=settings.grammar_seconds + TURN_MARGIN_SECONDS,
        deadline_seconds=settings.deadline_seconds,
    )
    app.add_middleware(Edge, limits=limits, metrics=metrics)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=["X-Request-ID", "ETag", "Retry-After"],
        )
    app.add_middleware(
        CorrelationIdMiddleware,
        generator=lambda: uuid4().hex,
        validator=lambda value: SANE_REQUEST_ID.fullmatch(value) is not None,
    )
    return app
