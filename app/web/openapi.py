"""The OpenAPI document, kept free of what client generators stumble over."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute


def operation_name(route: APIRoute) -> str:
    """A clean operation id: `create_review` becomes `createReview`."""
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def install(app: FastAPI) -> None:
    """Make `app.openapi()` answer the flattened document, built once."""
    build = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _flatten(build())
        return build()

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents it


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
