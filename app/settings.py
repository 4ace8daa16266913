"""The environment (prefix FESSUP_) as settings. Only main.py and cli.py read it."""

import re
from ipaddress import ip_address, ip_network
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, DirectoryPath, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    SettingsConfigDict,
    SettingsError,
)  # reads the environment into checked fields

from app.errors import BadSettings
from app.grammar import GRAMMAR_SECONDS

# Loopback, private and link-local addresses, and those that providers and overlay networks share.
OWN_NETWORKS = [
    ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
]
# A name that only one's own network knows: without a dot, or of a domain that is never public.
OWN_NAME = re.compile(r"[a-z][a-z0-9_-]*|[a-z0-9._-]+\.(localhost|local|internal|lan|home\.arpa)", re.IGNORECASE)


def own_server(url: str) -> str:
    """The address of a server of one's own. Raises ValueError for any other: a text would leave the network."""
    server = urlsplit(url)
    if (
        server.scheme not in {"http", "https"}
        or not server.hostname
        or server.port == 0
        or "@" in server.netloc
        or server.path.strip("/")
        or server.query
        or server.fragment
    ):
        raise ValueError("write http://HOST:PORT, with nothing else in it")
    if not _is_own(server.hostname):
        raise ValueError(
            "the texts would leave your network. Only a LanguageTool of your own is asked: at localhost, at a private "
            "address, at a name without dots or one that ends in .local, .internal, .lan or .home.arpa. "
            "'make languagetool' or 'docker compose up' starts one"
        )
    return f"{server.scheme}://{server.netloc}/"


def _is_own(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return OWN_NAME.fullmatch(host) is not None
    return any(address in network for network in OWN_NETWORKS)


class Settings(BaseSettings):
    """What an operator may set. Sizes in bytes, times in seconds; `cors_origins` as a JSON list.

    `grammar_seconds`: the longest that a request waits for LanguageTool.
    """

    model_config = SettingsConfigDict(env_prefix="FESSUP_", env_ignore_empty=True, frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    rules_dir: DirectoryPath | None = None
    messages_dir: DirectoryPath | None = None
    cors_origins: list[str] = []
    second_reader: Literal["on", "off"] = "off"
    max_body_bytes: Annotated[int, Field(ge=1024)] = 65_536
    body_seconds: Annotated[float, Field(gt=0, le=60)] = 5
    max_waiting: Annotated[int, Field(ge=1)] = 32
    deadline_seconds: Annotated[float, Field(gt=0, le=60)] = 5
    languagetool_url: Annotated[str, AfterValidator(own_server)] | None = None
    grammar_seconds: Annotated[float, Field(gt=0, le=2)] = GRAMMAR_SECONDS
    log_level: Literal["debug", "info", "warning", "error"] = "info"


def read_settings() -> Settings:
    """The settings from the environment. Raises BadSettings naming each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"FESSUP_{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()
        )
        raise BadSettings(wrong) from None
    except SettingsError:
        raise BadSettings('FESSUP_CORS_ORIGINS: write a JSON list, such as ["https://example.org"]') from None
