"""The OpenAPI document, the documentation page and the headers that keep pages closed."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.article import load_article
from app.docs_pages import stale_pages
from app.drafting import Tools
from app.kit import proof_is_fresh
from app.main import VERSION, create_app
from app.settings import Settings

ROOT = Path(__file__).parents[2]


def test_the_openapi_document_is_flat_and_names_operations_cleanly(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    operations = {o["operationId"] for path in document["paths"].values() for o in path.values()}
    assert {"createReview", "createDrafts", "listRules", "getRule", "listTemplates"} <= operations
    assert "anyOf" not in json.dumps(document)
    assert "HTTPValidationError" not in document["components"]["schemas"]
    refusal = document["paths"]["/v1/reviews"]["post"]["responses"]["422"]["content"]
    assert refusal == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_answers_promise_all_their_fields(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    for name in ("Review", "Flag", "Drafts", "Advice"):
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"])


@pytest.mark.parametrize("address", ["/", "/docs"])
def test_pages_load_nothing_from_elsewhere(client: TestClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    addresses = re.findall(r'(?:src|href)="([^"#][^"]*)"', page.text)
    assert addresses
    for asset in addresses:
        assert not re.match(r"\w+:|//", asset)
        assert client.get(f"/{asset.removeprefix('/')}").status_code == 200, asset


def test_what_was_judged_is_not_cached(client: TestClient) -> None:
    response = client.post("/v1/reviews", json={"text": "hi there", "stage": "in_touch"})
    assert response.headers["cache-control"] == "no-store"


def test_cors_is_off_unless_configured(client: TestClient, tools: Tools) -> None:
    origin = {"Origin": "https://example.com"}
    assert "access-control-allow-origin" not in client.get("/healthz", headers=origin).headers
    opened = TestClient(create_app(Settings(cors_origins=["https://example.com"]), tools))
    allowed = {"access-control-allow-origin": "https://example.com"}.items()
    assert allowed <= opened.get("/healthz", headers=origin).headers.items()
    too_large = opened.post("/v1/reviews", content=b"x" * 70_000, headers=origin)
    assert too_large.status_code == 413
    assert allowed <= too_large.headers.items()


def test_generated_pages_are_fresh(tools: Tools) -> None:
    assert stale_pages(ROOT / "docs", tools) == []
    assert proof_is_fresh()


def test_every_source_is_a_passage_of_the_article(tools: Tools) -> None:
    passages = {passage.id for passage in load_article(tools.adviser)}
    used = tools.adviser.sources | {rule.source for rule in tools.wording.rules}
    assert used <= passages


def test_the_version_is_one() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
