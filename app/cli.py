"""The command line: `fessup serve`, `review`, `draft`, `docs`, `health`."""

import argparse
import json
import sys
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import uvicorn  # the server
from pydantic import BaseModel, ValidationError

from app.docs_pages import stale_pages, write_pages
from app.drafting import Tools, review, write_drafts
from app.errors import FessUpError
from app.kit import PROOF_FILE, load_tools, proof_is_fresh, record_proof
from app.main import create_app
from app.settings import Settings, read_settings
from app.situation import Situation, Stage
from app.web import logs
from app.web.schemas import ReviewRequest

GRACE_SECONDS = 10
HEALTH_SECONDS = 3
# What an operator may bind to, and where it then answers.
ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="fessup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="answer over HTTP at FESSUP_HOST:FESSUP_PORT")
    reviewing = commands.add_parser("review", help="review one text, read from standard input")
    reviewing.add_argument("--stage", choices=list(Stage), type=Stage, default=Stage.FIRST_CONTACT)
    commands.add_parser("draft", help="advice and drafts for a situation, JSON on standard input")
    docs = commands.add_parser("docs", help="prove rules and messages, and write the generated pages of docs/")
    docs.add_argument("--check", action="store_true", help="only say whether a page is stale")
    commands.add_parser("health", help="ask a running service whether it can serve; exit status 0 if so")
    chosen = parser.parse_args(arguments)
    try:
        settings = read_settings()
        if chosen.command == "serve":
            return _serve(settings)
        if chosen.command == "health":
            return _health(settings)
        if chosen.command == "docs":
            return _docs(check=chosen.check)
        return _answer(settings, chosen)
    except FessUpError as error:
        print(f"fessup: {error}", file=sys.stderr)
        return 2


def _serve(settings: Settings) -> int:
    app = create_app(settings)
    logs.configure(settings.log_level)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    return 0


def _health(settings: Settings) -> int:
    connection = HTTPConnection(ANY_ADDRESS.get(settings.host, settings.host), settings.port, timeout=HEALTH_SECONDS)
    try:
        connection.request("GET", "/readyz")
        return 0 if connection.getresponse().status == HTTPStatus.OK else 1
    except OSError:
        return 1
    finally:
        connection.close()


def _answer(settings: Settings, chosen: argparse.Namespace) -> int:
    answer: BaseModel
    try:
        if chosen.command == "review":
            request = ReviewRequest(text=sys.stdin.read(), stage=chosen.stage)
            answer = review(_tools(settings), request.text, request.stage)
        else:
            situation = Situation.model_validate(json.load(sys.stdin))
            answer = write_drafts(_tools(settings), situation)
    except ValidationError as error:
        for wrong in error.errors():
            print(f"fessup: {'.'.join(map(str, wrong['loc']))}: {wrong['msg']}", file=sys.stderr)
        return 2
    except (ValueError, RecursionError):
        print("fessup: standard input holds no JSON", file=sys.stderr)
        return 2
    print(answer.model_dump_json(indent=2))
    return 0


def _tools(settings: Settings) -> Tools:
    return load_tools(settings.rules_dir, settings.messages_dir, second_reader=settings.second_reader == "on")


def _docs(*, check: bool) -> int:
    docs, tools = Path("docs"), load_tools(prove_all=True)
    if not check:
        write_pages(docs, tools)
        record_proof()
        return 0
    stale = stale_pages(docs, tools) + ([] if proof_is_fresh() else [PROOF_FILE.name])
    for page in stale:
        print(f"fessup: {page} is stale; run 'make docs'", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
