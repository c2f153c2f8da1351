"""What an operator may set, and what is told of what cannot be."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from cli.common import read_settings
from settings import OperatorError, Settings


@pytest.mark.parametrize("uri", ["neo4j://db:7687", "neo4j+s://x.example.org", "bolt://127.0.0.1:7687", "bolt+ssc://x"])
def test_the_addresses_that_the_driver_speaks_are_taken(uri: str) -> None:
    assert Settings(neo4j_uri=uri).neo4j_uri == uri


@pytest.mark.parametrize("uri", ["http://db:7474", "db:7687", "https://x.example.org"])
def test_another_address_is_refused_with_those_that_are_taken(uri: str) -> None:
    with pytest.raises(ValidationError, match=r"begins with none of neo4j://, neo4j\+s://"):
        Settings(neo4j_uri=uri)


def test_an_empty_address_is_no_address() -> None:
    assert Settings(neo4j_uri="").neo4j_uri is None


def test_the_command_line_names_the_setting_that_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEYMAN_NEO4J_URI", "http://db:7474")
    with pytest.raises(OperatorError, match=r"The setting PEYMAN_NEO4J_URI is wrong: 'http://db:7474' begins") as told:
        read_settings()
    assert told.value.remedy == "Mend or unset PEYMAN_NEO4J_URI."


def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEYMAN_CORS_ORIGINS", "https://a.example.org/, https://b.example.org")
    assert Settings().cors_origins == ("https://a.example.org", "https://b.example.org")


@pytest.mark.parametrize("url", ["peyman.example.org", "ftp://peyman.example.org", "https://example.org/peyman"])
def test_a_public_url_has_a_scheme_and_no_path(url: str) -> None:
    with pytest.raises(ValidationError, match="is no URL like"):
        Settings(public_url=url)
    assert Settings(public_url="https://peyman.example.org/").public_url == "https://peyman.example.org"
    assert Settings(public_url="").public_url is None


def test_roles_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEYMAN_SECOND_FACTOR_ROLES", "steward, analyst")
    assert Settings().second_factor_roles == ("steward", "analyst")
    monkeypatch.setenv("PEYMAN_SECOND_FACTOR_ROLES", "")
    assert Settings().second_factor_roles == ()
