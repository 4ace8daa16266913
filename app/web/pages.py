"""The page at `/` and the documentation at `/docs`, all of it served from here."""

from pathlib import Path
from typing import Any

import fastapi_offline  # carries Swagger UI's files, so that /docs needs no other host
from fastapi import FastAPI
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).parent / "static"
SWAGGER = Path(fastapi_offline.__file__).parent / "static"
# Swagger UI writes style attributes; nothing else on its page is inline.
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DOCS_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fess Up: HTTP interface</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/static/docs.js"></script>
</body>
</html>
"""


class Files(StaticFiles):
    """Files that a browser asks for anew after an upgrade; an unchanged one costs a 304."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, to be revalidated before it is used again."""
        response = super().file_response(*args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


def install(app: FastAPI) -> None:
    """Add the page, its files, and the documentation."""

    @app.get("/", include_in_schema=False)
    def get_page() -> Response:
        return FileResponse(STATIC / "index.html", media_type="text/html", headers={"Cache-Control": "no-cache"})

    @app.get("/docs", include_in_schema=False)
    def get_docs() -> Response:
        return HTMLResponse(DOCS_PAGE, headers={"Content-Security-Policy": DOCS_POLICY})

    app.mount("/static", Files(directory=STATIC), name="static")
    app.mount("/docs/assets", Files(directory=SWAGGER), name="docs-assets")
