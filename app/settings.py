"""The environment (prefix FESSUP_) as settings. Only main.py and cli.py read it."""

from typing import Annotated, Literal

from pydantic import DirectoryPath, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    SettingsConfigDict,
    SettingsError,
)  # reads the environment into checked fields

from app.errors import BadSettings


class Settings(BaseSettings):
    """What an operator may set. `max_body_bytes` in bytes; `cors_origins` as a JSON list."""

    model_config = SettingsConfigDict(env_prefix="FESSUP_", env_ignore_empty=True, frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    rules_dir: DirectoryPath | None = None
    messages_dir: DirectoryPath | None = None
    cors_origins: list[str] = []
    second_reader: Literal["on", "off"] = "on"
    max_body_bytes: Annotated[int, Field(ge=1024)] = 65_536
    log_level: Literal["debug", "info", "warning", "error"] = "info"


def read_settings() -> Settings:
    """The settings from the environment. Raises BadSettings naming each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"FESSUP_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise BadSettings(wrong) from None
    except SettingsError:
        raise BadSettings('FESSUP_CORS_ORIGINS: write a JSON list, such as ["https://example.org"]') from None
