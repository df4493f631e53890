"""What comes of a question: frozen dataclasses, read from the JSON that all doors of the validator have in common."""

from __future__ import annotations

import json
import types
import typing
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, Union

Severity = Literal["fatal", "error", "warning", "information"]
Level = Literal["infrastructure", "business"]
T = TypeVar("T", bound="Result")


def _left_out(default: Any) -> Any:
    """A member that the JSON leaves out where it says nothing."""
    return field(default=default, metadata={"left_out": default})


class Result:
    """Anything that came of a question."""

    __slots__ = ()

    @classmethod
    def from_dict(cls: type[T], data: dict[str, Any]) -> T:
        """Reads what `to_dict` wrote. Members that this version does not know are left out."""
        read = {name: convert(data[key]) for name, key, convert in _members(cls) if key in data}  # type: ignore[arg-type]
        return cls(**read)

    @classmethod
    def from_json(cls: type[T], text: str) -> T:
        """Reads JSON, as `itk3-validator validate --format json` writes it, too."""
        return cls.from_dict(json.loads(text))

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries and lists, with the names of the JSON: `notChecked` for `not_checked`."""
        written = {}
        for item in fields(self):  # type: ignore[arg-type]
            value = getattr(self, item.name)
            if value is not None and ("left_out" not in item.metadata or value != item.metadata["left_out"]):
                written[_camel(item.name)] = _plain(value)
        return written

    def to_json(self) -> str:
        """The same as one line of JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _plain(value: Any) -> Any:
    if isinstance(value, Result):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _converter(kind: Any) -> Any:
    """What makes a member of a type out of JSON."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        return _converter(next(one for one in arguments if one is not type(None)))
    if origin is tuple:
        item = _converter(arguments[0])
        return lambda values: tuple(map(item, values))
    if is_dataclass(kind):
        return kind.from_dict  # type: ignore[union-attr]
    return lambda value: value


@cache
def _members(cls: Any) -> list[tuple[str, str, Any]]:
    hints = typing.get_type_hints(cls)
    return [(item.name, _camel(item.name), _converter(hints[item.name])) for item in fields(cls)]


@dataclass(frozen=True, slots=True)
class Counts(Result):
    """How many findings there are of each severity."""

    fatal: int = 0
    error: int = 0
    warning: int = 0
    information: int = 0


@dataclass(frozen=True, slots=True)
class Place(Result):
    """A stretch of the text. Offsets and columns are UTF-16 code units, as editors count; lines and columns begin with 1."""

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Edit(Result):
    """A change of the text. Offsets are UTF-16 code units."""

    start: int
    end: int
    text: str
    """What should stand there, escaped for the format of the message."""


@dataclass(frozen=True, slots=True)
class Fix(Result):
    """What puts a problem right."""

    value: str
    """The value or name that stands there then."""
    needs_a_look: bool
    """A person should decide: another value may be wrong instead."""
    edits: tuple[Edit, ...]
    """In the order of the text; none overlap."""


@dataclass(frozen=True, slots=True)
class Issue(Result):
    """One finding."""

    rule: str
    """Id of the rule, stable across versions; of an invariant its key."""
    severity: Severity
    code: str
    """Code of FHIR's IssueType value set."""
    message: str
    """One plain sentence."""
    path: str
    """FHIRPath of the element from the root; empty when the text has no element there."""
    place: Place
    link: str
    """Address of the sentence that makes it a rule."""
    expected: str | None = None
    """What the rule asks for."""
    found: str | None = None
    """What stands there instead: a value of the message."""
    profile: str | None = None
    """Canonical URL of the profile that asks for it; None when the base specification does."""
    consequences: tuple[str, ...] = _left_out(())
    """What else is not kept because of it, and goes away with it."""
    response: str | None = None
    """The response code that it would earn."""
    fix: Fix | None = None
    """What puts it right, if that is known."""
    waived: str | None = None
    """Why it is waived, where the command was told so."""


@dataclass(frozen=True, slots=True)
class NotChecked(Result):
    """Something that could not be checked, and why."""

    reason: str
    """Stable word for the kind of reason, for example `unknown-profile`."""
    message: str
    count: int
    path: str
    place: Place


@dataclass(frozen=True, slots=True)
class TreeItem(Result):
    """A node of the tree of problems: every entry, and each element that carries a problem or leads to one."""

    kind: Literal["message", "entry", "resource", "element"]
    label: str
    path: str
    place: Place
    counts: Counts
    issues: tuple[int, ...]
    """Indices into `Report.issues` of the problems of this very item."""
    children: tuple[TreeItem, ...]
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Summary(Result):
    """What the text is."""

    format: Literal["xml", "json", "unknown"]
    bytes: int
    profiles: tuple[str, ...]
    entries: int
    elements: int
    resource_type: str | None = None
    bundle_type: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Code(Result):
    """A Coding."""

    system: str | None = None
    code: str | None = None
    display: str | None = None


@dataclass(frozen=True, slots=True)
class Identifier(Result):
    """An identifier."""

    system: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Party(Result):
    """A sender or a receiver."""

    resource_type: str
    identifiers: tuple[Identifier, ...]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Domain(Result):
    """A flow of messages, such as Transfer of Care."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Handling(Result):
    """The keys of the handling specification, as far as they can be read."""

    bus_ack_requested: bool | None = None
    inf_ack_requested: bool | None = None
    recipient_type: str | None = None
    message_definition: str | None = None
    sender_reference: str | None = None
    local_extension: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment(Result):
    """A file within the message."""

    bytes: int
    path: str
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Answer(Result):
    """What a response answers, and how."""

    outcomes: tuple[Code, ...]
    identifier: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Property(Result):
    """A handling key and its value."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Card(Result):
    """What is first to know of a message, in the names of the properties of the ITK API."""

    to_addresses: tuple[str, ...]
    audit_identities: tuple[str, ...]
    handling_specifications: tuple[Property, ...]
    asks_for: tuple[Literal["infrastructure", "business"], ...]
    """The responses that the sender asks for."""
    service_id: str | None = None
    """Code of the event; in ITK 2 the service."""
    from_address: str | None = None
    """The sender's mailbox; in ITK 2 the sender address."""
    tracking_id: str | None = None
    business_payload_id: str | None = None
    conversation_id: str | None = None
    """Of a response: the message that it answers."""
    profile_id: str | None = None


@dataclass(frozen=True, slots=True)
class Message(Result):
    """What the text is in ITK3's terms."""

    kind: str
    """A stable word, for example `send-payload`."""
    title: str
    attachments: tuple[Attachment, ...]
    note: str | None = None
    """What therefore was not checked; None for ITK3 messages."""
    era: Literal["v1", "transitional", "current"] | None = None
    domain: Domain | None = None
    event: Code | None = None
    id: str | None = None
    identifier: str | None = None
    timestamp: str | None = None
    handling: Handling | None = None
    sender: Party | None = None
    receiver: Party | None = None
    source: str | None = None
    """MessageHeader.source.endpoint, the sender's mailbox."""
    focus: str | None = None
    document_type: Code | None = None
    response: Answer | None = None
    card: Card | None = None
    """None where the message has no header."""
    itk2: dict[str, Any] | None = None
    """Of a message of ITK 2: what it has in the terms of that generation, with the names of the JSON."""


@dataclass(frozen=True, slots=True)
class SuggestedCode(Result):
    """A response code that a receiver would send."""

    code: str
    display: str
    because: str
    issues: tuple[int, ...]
    """Indices into `Report.issues`."""


@dataclass(frozen=True, slots=True)
class Asked(Result):
    """A level of response: what its flag says (None where it cannot be read), and whether to send one now."""

    reply: bool
    because: str
    asked: bool | None = None


@dataclass(frozen=True, slots=True)
class Suggestion(Result):
    """What a receiver would answer; the most specific code first."""

    codes: tuple[SuggestedCode, ...]
    infrastructure: Asked
    business: Asked


@dataclass(frozen=True, slots=True)
class FoldedIssue(Result):
    """Something that was found and is not listed, because it goes away with something else."""

    issue: Issue
    relation: str
    because: str
    under: int | None = None


@dataclass(frozen=True, slots=True)
class Report(Result):
    """The whole answer of a check."""

    conforms: bool
    """No finding of severity fatal or error. What was not checked makes no difference here: `verdict` says so."""
    verdict: str
    """The answer in words. It never says "Conforms" where the profile of the header is not known."""
    counts: Counts
    summary: Summary
    message: Message
    issues: tuple[Issue, ...]
    not_checked: tuple[NotChecked, ...]
    definitions: str
    """The definitions that were used."""
    header_unknown: bool = _left_out(False)
    suggestion: Suggestion | None = None
    tree: TreeItem | None = None
    folded: tuple[FoldedIssue, ...] | None = None
    """Where `explain_folding` was asked for."""


@dataclass(frozen=True, slots=True)
class Refusal(Result):
    """Why an acknowledgement was not built."""

    reason: str
    message: str
    overridable: bool
    """Built all the same with `even_unasked=True`."""


@dataclass(frozen=True, slots=True)
class Mesh(Result):
    """What goes around a response on MESH."""

    workflow: str
    headers: dict[str, str]
    control: str
    to: str | None = None
    local_id: str | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement(Result):
    """An acknowledgement, or the reason why none was built."""

    notes: tuple[str, ...]
    """What could not be filled from the message, or was left out, and why."""
    refused: Refusal | None = None
    text: str | None = None
    format: Literal["xml", "json"] | None = None
    code: str | None = None
    level: Level | None = None
    report: Report | None = None
    """The report of the acknowledgement itself."""
    itk2_reply: Literal["acknowledgement", "answer", "fault"] | None = None
    mesh: Mesh | None = None


@dataclass(frozen=True, slots=True)
class Reviewed(Result):
    """One response within a conversation."""

    report: Report
    answers: bool
    issues: tuple[Issue, ...]
    """Findings that need the message beside the response; their places are in the response."""
    to: int | None = None
    level: Level | None = None
    code: str | None = None
    positive: bool | None = None


@dataclass(frozen=True, slots=True)
class Conversation(Result):
    """The state of a transaction, with the reports of all its parts."""

    state: Literal["complete", "waiting", "failed", "unconfirmed", "unknown"]
    """``unknown`` if the first text is not a message."""
    title: str
    why: str
    waiting_for: tuple[str, ...]
    next: tuple[str, ...]
    """What the sender should do now."""
    message: Report
    responses: tuple[Reviewed, ...]


@dataclass(frozen=True, slots=True)
class Loaded(Result):
    """A definition that is used from now on."""

    url: str
    kind: str
    version: str | None = None
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Fault(Result):
    """Something that is wrong with a definition; line 0 where the place is not known."""

    name: str
    message: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Added(Result):
    """What came of adding definitions."""

    loaded: tuple[Loaded, ...]
    faults: tuple[Fault, ...]
    older: int
    """How many were left out because a newer version is in use."""


@dataclass(frozen=True, slots=True)
class Rule(Result):
    """A rule: what it is about, and why there is one."""

    id: str
    severity: Severity
    code: str
    title: str
    why: str
    link: str
    wrong: str | None = None
    right: str | None = None
    response: str | None = None


@dataclass(frozen=True, slots=True)
class ResponseCode(Result):
    """A response code of ITK3."""

    code: str
    display: str
    level: Level
    positive: bool
    response_code: str
    severity: Severity
    issue_codes: tuple[str, ...]
    support: str
    when: str
    source: str


@dataclass(frozen=True, slots=True)
class Itk2Code(Result):
    """A code of ITK 2."""

    code: str
    display: str
    when: str
    retry: bool
