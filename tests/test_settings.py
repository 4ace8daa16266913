"""What an operator may ask for, and what is refused with a reason."""

import pytest

from app.errors import BadSettings
from app.settings import read_settings


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("http://127.0.0.1:8081", "http://127.0.0.1:8081/"),
        ("http://localhost:8081/", "http://localhost:8081/"),
        ("http://languagetool:8081", "http://languagetool:8081/"),
        ("https://lt.home.arpa", "https://lt.home.arpa/"),
        ("http://grammar.svc.cluster.local:80", "http://grammar.svc.cluster.local:80/"),
        ("http://lt.internal:8081", "http://lt.internal:8081/"),
        ("http://192.168.1.20:8081", "http://192.168.1.20:8081/"),
        ("http://10.0.0.3:8081", "http://10.0.0.3:8081/"),
        ("http://[::1]:8081", "http://[::1]:8081/"),
        ("http://[fd00::5]:8081", "http://[fd00::5]:8081/"),
    ],
)
def test_a_languagetool_of_ones_own_is_taken(url: str, read: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FESSUP_LANGUAGETOOL_URL", url)
    assert read_settings().languagetool_url == read


@pytest.mark.parametrize(
    "url",
    [
        "https://api.languagetool.org",
        "https://api.languagetoolplus.com",
        "http://languagetool.org:80",
        "http://8.8.8.8:8081",
        "http://172.32.0.1:8081",
        "http://134744072:8081",
        "http://0x08080808",
        "http://0.0.0.0:8081",
        "http://[2001:4860:4860::8888]:8081",
        "http://[::ffff:8.8.8.8]:8081",
        "http://local.example.org",
        "http://localhost.example.org",
        "http://my.internal.example",
    ],
)
def test_a_public_languagetool_is_refused_with_the_reason_and_a_way_out(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FESSUP_LANGUAGETOOL_URL", url)
    with pytest.raises(BadSettings, match=r"FESSUP_LANGUAGETOOL_URL: the texts would leave .* 'make languagetool'"):
        read_settings()


@pytest.mark.parametrize(
    "url",
    [
        "localhost:8081",
        "ftp://localhost",
        "http://",
        "http://:8081",
        "http://user:secret@localhost",
        "http://localhost@api.languagetool.org",
        "http://localhost/elsewhere",
        "http://localhost?url=x",
        "http://localhost#x",
        "http://localhost:0",
        "http://localhost:99999",
        "http://localhost:port",
        "http://[::1",
    ],
)
def test_an_address_that_is_none_is_refused_and_not_repeated(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FESSUP_LANGUAGETOOL_URL", url)
    with pytest.raises(BadSettings, match="FESSUP_LANGUAGETOOL_URL: ") as refused:
        read_settings()
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("seconds", ["0", "-1", "11", "nan", "soon"])
def test_the_wait_for_grammar_is_short(seconds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FESSUP_GRAMMAR_SECONDS", seconds)
    with pytest.raises(BadSettings, match="FESSUP_GRAMMAR_SECONDS: "):
        read_settings()
