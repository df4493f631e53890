"""Checks NHS ITK3 messages (HL7 FHIR STU3) against their published profiles, and builds the acknowledgements that answer them.

>>> import itk3_validator
>>> report = itk3_validator.validate('{"resourceType": "Patient", "birthDate": "20 Nov 2026"}')
>>> report.conforms
False
>>> [(issue.rule, issue.path, issue.place.line) for issue in report.issues]
[('lexical', 'Patient.birthDate', 1)]

Nothing is sent anywhere. Columns of messages are checked by `itk3_validator.arrow` and `itk3_validator.spark`.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version as _version
from typing import TYPE_CHECKING

from ._results import (
    Acknowledgement,
    Added,
    Answer,
    Asked,
    Attachment,
    Card,
    Code,
    Conversation,
    Counts,
    Domain,
    Edit,
    Fault,
    Fix,
    FoldedIssue,
    Handling,
    Identifier,
    Issue,
    Itk2Code,
    Level,
    Loaded,
    Mesh,
    Message,
    NotChecked,
    Party,
    Place,
    Property,
    Refusal,
    Report,
    ResponseCode,
    Reviewed,
    Rule,
    Severity,
    SuggestedCode,
    Suggestion,
    Summary,
    TreeItem,
)
from ._validator import (
    AcknowledgementOptions,
    ConversionRefused,
    Form,
    Format,
    Limits,
    Organization,
    Practitioner,
    Responder,
    Text,
    ValidateOptions,
    Validator,
    default as _default,
    itk2_codes,
    rules,
)
from .testing import assert_conforms

if TYPE_CHECKING:
    from typing_extensions import Unpack

__version__ = _version("itk3-validator")


def validate(message: Text, **options: Unpack[ValidateOptions]) -> Report:
    """Checks a message. Whatever it holds, there is a report; see `Validator.validate`."""
    return _default().validate(message, **options)


def render(message: Text, form: Form, name: str = "message", **options: Unpack[ValidateOptions]) -> str:
    """Checks a message, and returns the report in one of the forms of the command; see `Validator.render`."""
    return _default().render(message, form, name, **options)


def convert(message: Text, to: Format) -> str:
    """The same resource as `xml` or `json`; raises `ConversionRefused`. See `Validator.convert`."""
    return _default().convert(message, to)


def redact(message: Text) -> str:
    """The message without what it says of people; see `Validator.redact`."""
    return _default().redact(message)


def build_acknowledgement(
    message: Text, outcome: str, responder: Responder, **options: Unpack[AcknowledgementOptions]
) -> Acknowledgement:
    """Builds the acknowledgement of a message, or says why there is none; see `Validator.build_acknowledgement`."""
    return _default().build_acknowledgement(message, outcome, responder, **options)


def review_conversation(message: Text, responses: Sequence[Text], *, limits: Limits | None = None) -> Conversation:
    """Holds responses against the message that they answer; see `Validator.review_conversation`."""
    return _default().review_conversation(message, responses, limits=limits)


def response_codes() -> tuple[ResponseCode, ...]:
    """All response codes of ITK3."""
    return _default().response_codes()


__all__ = [
    "Acknowledgement",
    "AcknowledgementOptions",
    "Added",
    "Answer",
    "Asked",
    "Attachment",
    "Card",
    "Code",
    "Conversation",
    "ConversionRefused",
    "Counts",
    "Domain",
    "Edit",
    "Fault",
    "Fix",
    "FoldedIssue",
    "Form",
    "Format",
    "Handling",
    "Identifier",
    "Issue",
    "Itk2Code",
    "Level",
    "Limits",
    "Loaded",
    "Mesh",
    "Message",
    "NotChecked",
    "Organization",
    "Party",
    "Place",
    "Practitioner",
    "Property",
    "Refusal",
    "Report",
    "Responder",
    "ResponseCode",
    "Reviewed",
    "Rule",
    "Severity",
    "SuggestedCode",
    "Suggestion",
    "Summary",
    "Text",
    "TreeItem",
    "ValidateOptions",
    "Validator",
    "__version__",
    "assert_conforms",
    "build_acknowledgement",
    "convert",
    "itk2_codes",
    "redact",
    "render",
    "response_codes",
    "review_conversation",
    "rules",
    "validate",
]
