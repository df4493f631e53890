"""Messages of the project. Nobody in them exists."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def good() -> str:
    """A message that conforms."""
    return (ROOT / "www/examples/send-document.xml").read_text("utf-8")


@pytest.fixture(scope="session")
def bad() -> str:
    """The same with mistakes."""
    return (ROOT / "www/examples/send-document-mistakes.xml").read_text("utf-8")


@pytest.fixture(scope="session")
def response() -> str:
    """The response to a message, as JSON."""
    return (ROOT / "www/examples/response-20013.json").read_text("utf-8")


@pytest.fixture(scope="session")
def profile() -> str:
    """A definition that asks every Patient for a birthDate."""
    return """{
      "resourceType": "StructureDefinition", "url": "https://example.org/needs-birthdate", "name": "NeedsBirthDate",
      "status": "active", "fhirVersion": "3.0.1", "kind": "resource", "abstract": false, "type": "Patient",
      "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient", "derivation": "constraint",
      "differential": {"element": [
        {"id": "Patient", "path": "Patient"},
        {"id": "Patient.birthDate", "path": "Patient.birthDate", "min": 1}
      ]}
    }"""


@pytest.fixture(scope="session")
def poisoned(good: str) -> list[bytes | None]:
    """Rows that nobody wants in an archive, between others."""
    text = good.encode()
    large = text.replace(b"<title value=", b'<title id="' + b"x" * (20 << 20) + b'" value=', 1)
    assert len(large) > 20 << 20
    return [
        text,
        large,
        text[: len(text) // 2],
        bytes(range(256)) * 64,
        None,
        b"",
        b"\x00" * 4096,
        b"<" * 100_000,
        b"[" * 100_000,
        text.decode().replace("UTF-8", "UTF-16", 1).encode("utf-16"),
        b"\xff\xfe<",
        text,
    ]
