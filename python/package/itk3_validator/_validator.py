"""The validator: definitions, held so that many messages are checked with one start."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Union, cast

from . import _native
from ._results import Acknowledgement, Added, Conversation, Issue, Itk2Code, Report, ResponseCode, Rule

if TYPE_CHECKING:
    from typing_extensions import Unpack

Text = Union[str, bytes, bytearray, memoryview]
"""A message: text, or bytes in UTF-8 or UTF-16."""

Format = Literal["xml", "json"]
Form = Literal["text", "json", "sarif", "junit", "csv", "operation-outcome", "operation-outcome-json"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read. Reaching one is a finding. None keeps the default."""

    bytes: int | None = None
    """Bytes of text; 32 MiB unless told."""
    depth: int | None = None
    """Elements within elements; 200 unless told."""
    nodes: int | None = None
    """Elements and attributes; 4,000,000 unless told."""
    issues: int | None = None
    """Findings; 10,000 unless told."""

    def _tuple(self) -> tuple[int | None, int | None, int | None, int | None]:
        return (self.bytes, self.depth, self.nodes, self.issues)


class ValidateOptions(TypedDict, total=False):
    """What a caller may choose of a check."""

    limits: Limits
    received: Sequence[str]
    """Ids of messages and documents received before: MessageHeader.id, Bundle.identifier.value, Bundle.id."""
    mesh_to: str | None
    """The address in the MESH metadata, such as `GPPROVIDER_<NHS number>_<birth date>_<surname>`."""
    mesh_headers: str | None
    """The MESH metadata of the message: the text of a control file, `Mex-*` headers, or these as JSON."""
    profile: str | Sequence[str]
    """Profiles that the root is held to beside those it declares: URLs, or their last parts."""
    explain_folding: bool
    """The report also has what is not listed because it goes away with something else, and why."""


@dataclass(frozen=True, slots=True)
class Organization:
    """The organisation that answers: its ODS code, and that of the site."""

    ods: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Practitioner:
    """The person who answers."""

    sds_user_id: str = ""
    sds_role_profile_id: str = ""
    family: str = ""
    given: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Responder:
    """Who answers: an organisation, which wins, or a person."""

    organization: Organization | None = None
    practitioner: Practitioner | None = None
    endpoint: str = ""
    """The responder's MESH mailbox; not needed in ITK 2."""
    address: str = ""
    """In ITK 2: the address; from the ODS code by default."""
    identity: str = ""
    """In ITK 2: the identity; from the ODS code by default."""


class AcknowledgementOptions(TypedDict, total=False):
    """What a caller may choose of an acknowledgement."""

    format: Format | None
    """That of the message unless told."""
    ids: Sequence[str]
    """UUIDs: Bundle, its identifier, MessageHeader, sender, outcome, receiver. What is missing is supplied at random."""
    now: datetime | str | None
    """The time of the response: an instant with a zone. The clock's unless told."""
    issue_code: str | None
    """OperationOutcome.issue.code, where the response code leaves a choice."""
    inf_ack_requested: bool | None
    """InfAckRequested of a business response; by domain by default."""
    receiver: bool
    """Names the original sender as receiver."""
    diagnostics: bool | None
    """Rule ids and paths, never values; for negative codes unless told."""
    message_definition: Literal["current", "instance"]
    """"instance" names the MessageDefinition as the published examples do."""
    generation: Literal["same", "current"]
    """Of the answer to a message of the first generation."""
    even_unasked: bool
    """Builds what is otherwise refused for a reason that may be overruled."""
    workflow: str | None
    """MESH workflow of the message being answered; by domain by default."""
    reply: Literal["acknowledgement", "answer", "fault"] | None
    """Which reply to build to a message of ITK 2; by its kind by default."""
    to: str | None
    """The destination, instead of the one in the message: a MESH mailbox, or an address in ITK 2."""
    limits: Limits


class ConversionRefused(ValueError):
    """A text that is not converted: `issue` is the first reason, with its place."""

    issue: Issue

    def __init__(self, issue: Issue) -> None:
        super().__init__(f"line {issue.place.line}, column {issue.place.column}: {issue.message}")
        self.issue = issue

    def __reduce__(self) -> tuple[Any, ...]:
        return (ConversionRefused, (self.issue,))


class Validator:
    """Holds definitions, so that many messages are checked with one start.

    Threads may share one: each check runs with the interpreter's lock released.

    >>> validator = Validator()
    >>> validator.validate('{"resourceType": "Patient", "gender": "male"}').conforms
    True
    """

    def __init__(self) -> None:
        self._native = _native.Validator()
        self._added: list[tuple[list[tuple[str, bytes]], bool]] = []

    def __getstate__(self) -> list[tuple[list[tuple[str, bytes]], bool]]:
        return self._added

    def __setstate__(self, added: list[tuple[list[tuple[str, bytes]], bool]]) -> None:
        self.__init__()  # type: ignore[misc]
        for files, replace_newer in added:
            self._add(files, replace_newer)

    def __reduce__(self) -> tuple[Any, ...]:
        return (Validator, (), self.__getstate__())

    def add_definitions(self, definitions: Text, name: str = "definitions", *, replace_newer: bool = False) -> Added:
        """Adds a StructureDefinition, ValueSet or CodeSystem, a Bundle of them, or a FHIR package (`.tgz`).

        One whose URL is known takes the place of the known one; one whose version is older is left out, unless
        `replace_newer`. What is wrong with a definition is a fault of the answer, never an exception.
        """
        return self.add_definition_files([(name, definitions)], replace_newer=replace_newer)

    def add_definition_files(self, files: Sequence[tuple[str, Text]], *, replace_newer: bool = False) -> Added:
        """Adds the definitions of several files together, so that they may build on each other in any order."""
        return self._add([(name, _bytes(content)) for name, content in files], replace_newer)

    def _add(self, files: list[tuple[str, bytes]], replace_newer: bool) -> Added:
        added = Added.from_json(self._native.add_definitions(files, replace_newer))
        self._added.append((files, replace_newer))
        return added

    def validate(self, message: Text, **options: Unpack[ValidateOptions]) -> Report:
        """Checks a message. Whatever it holds, there is a report.

        Raises:
            ValueError: a profile that is asked for is not known; the nearest is named.
        """
        return Report.from_json(self._native.validate(_message(message), self._options(**options)))

    def render(self, message: Text, form: Form, name: str = "message", **options: Unpack[ValidateOptions]) -> str:
        """Checks a message, and returns the report in one of the forms of the command; `name` stands for a file's."""
        return self._native.render(_message(message), form, name, self._options(**options))

    def convert(self, message: Text, to: Format) -> str:
        """The same resource in another format: well-formed, and of the same information. Comments are left out.

        Raises:
            ConversionRefused: the text cannot be read without a fault, holds no resource of STU3, or holds what the
                other format cannot.
        """
        text, refused = self._native.convert(_message(message), to)
        if text is None:
            raise ConversionRefused(Issue.from_json(cast(str, refused)))
        return text

    def redact(self, message: Text) -> str:
        """The message without what it says of people, to show where its problems are."""
        return self._native.redact(_message(message))

    def build_acknowledgement(
        self, message: Text, outcome: str, responder: Responder, **options: Unpack[AcknowledgementOptions]
    ) -> Acknowledgement:
        """Builds the acknowledgement of a message, or says why there is none.

        The outcome is a response code, or `suggested`: the first code that the message's report suggests.
        """
        unknown = options.keys() - AcknowledgementOptions.__annotations__.keys()
        if unknown:
            raise TypeError(f"build_acknowledgement() got an unexpected keyword argument {min(unknown)!r}")
        given: dict[str, Any] = dict(options)
        ids = list(options.get("ids", ()))
        given["ids"] = ids + [str(uuid.uuid4()) for _ in range(6 - len(ids))]
        given["now"] = _instant(options.get("now"))
        given["limits"] = (options.get("limits") or Limits())._tuple()
        written = self._native.build_acknowledgement(_message(message), outcome, asdict(responder), given)
        return Acknowledgement.from_json(written)

    def review_conversation(
        self, message: Text, responses: Sequence[Text], *, limits: Limits | None = None
    ) -> Conversation:
        """Holds responses against the message that they answer, in the order in which they came."""
        if isinstance(responses, (str, bytes, bytearray, memoryview)):
            raise TypeError("responses must be a list of messages, not one message")
        options = self._options(limits=limits or Limits())
        texts = [_message(response) for response in responses]
        return Conversation.from_json(self._native.review_conversation(_message(message), texts, options))

    def response_codes(self) -> tuple[ResponseCode, ...]:
        """All response codes of ITK3."""
        return tuple(map(ResponseCode.from_dict, json.loads(self._native.response_codes(False))))

    def _options(
        self,
        *,
        limits: Limits = Limits(),
        received: Sequence[str] = (),
        mesh_to: str | None = None,
        mesh_headers: str | None = None,
        profile: str | Sequence[str] = (),
        explain_folding: bool = False,
    ) -> _native.Options:
        if isinstance(received, str):
            raise TypeError("received must be a list of ids, not one string")
        if mesh_headers is not None and not _native.mesh_metadata(mesh_headers):
            raise ValueError("mesh_headers is neither a MESH control file nor Mex-* headers")
        profiles = [profile] if isinstance(profile, str) else list(profile)
        for name in profiles:
            self._native.find_profile(name)
        return _native.Options(limits._tuple(), list(received), mesh_to, mesh_headers, profiles, explain_folding)


def _message(message: Text) -> str | bytes:
    return bytes(message) if isinstance(message, (bytearray, memoryview)) else message


def _bytes(content: Text) -> bytes:
    return content.encode() if isinstance(content, str) else bytes(content)


def _instant(now: datetime | str | None) -> str:
    if isinstance(now, str):
        return now
    if now is None:
        now = datetime.now(timezone.utc)
    if now.tzinfo is None:
        raise ValueError("now must have a zone, such as datetime.now(timezone.utc)")
    return now.isoformat(timespec="milliseconds")


_DEFAULT: Validator | None = None


def default() -> Validator:
    """The validator behind the functions of the package, with the embedded definitions; made when it is first used."""
    global _DEFAULT
    if _DEFAULT is None:
        _DEFAULT = Validator()
    return _DEFAULT


def itk2_codes() -> tuple[Itk2Code, ...]:
    """All codes of ITK 2: those of acknowledgements, of faults, and of ITK 2.1."""
    return tuple(map(Itk2Code.from_dict, json.loads(default()._native.response_codes(True))))


def rules() -> tuple[Rule, ...]:
    """Every rule, in the order in which they are checked. The key of an invariant belongs to the rule `invariant`."""
    return tuple(map(Rule.from_dict, json.loads(_native.rules())))
