"""The OpenAPI document, kept free of what client generators stumble over."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.web.problems import MEDIA_TYPE


def operation_name(route: APIRoute) -> str:
    """A clean operation id: `create_review` becomes `createReview`."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def install(app: FastAPI, hook_kinds: Iterable[str]) -> None:
    """Make `app.openapi()` answer the flattened document, built once, with the kinds of hook that there are."""
    build = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = build()
            _flatten(document)
            _name_problems(document)
            document["components"]["schemas"]["Hook"]["properties"]["kind"]["enum"] = list(hook_kinds)
        return build()

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents it


def _name_problems(document: dict[str, Any]) -> None:
    """Put the schema of every problem under the media type it is sent with."""
    operations = (operation for path in document["paths"].values() for operation in path.values())
    for response in (response for operation in operations for response in operation["responses"].values()):
        content = response.get("content", {})
        if MEDIA_TYPE in content:
            content[MEDIA_TYPE] = content.pop("application/json")


def _flatten(node: Any) -> None:
    """Turn every `anyOf: [X, null]` into X that may be null, in place."""
    if isinstance(node, list):
        for child in node:
            _flatten(child)
    elif isinstance(node, dict):
        options = node.get("anyOf", [])
        real = [option for option in options if option != {"type": "null"}]
        if len(real) == 1 < len(options):
            del node["anyOf"]
            node.update({key: value for key, value in real[0].items() if key not in node})
            if isinstance(node.get("type"), str):
                node["type"] = [node["type"], "null"]
            if "enum" in node:
                node["enum"] = [*node["enum"], None]
        for child in node.values():
            _flatten(child)
