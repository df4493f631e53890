"""Questions to one message."""

import json
import pickle
import subprocess
import sys
import threading
import time
from datetime import datetime, timezone
from pathlib import Path

import pytest

import itk3_validator
from itk3_validator import (
    ConversionRefused,
    Limits,
    Organization,
    Report,
    Responder,
    Validator,
    assert_conforms,
    build_acknowledgement,
    convert,
    redact,
    render,
    review_conversation,
    validate,
)

RESPONDER = Responder(organization=Organization(ods="X26"), endpoint="X26OT001")


def test_a_report_says_what_is_wrong_and_where(bad: str) -> None:
    report = validate(bad)
    assert not report.conforms and report.verdict == "Does not conform"
    assert report.counts.error == sum(issue.severity == "error" for issue in report.issues) > 0
    for issue in report.issues:
        assert issue.rule and issue.message and issue.place.line > 0 and issue.link.startswith("http")
    assert report.message.kind == "send-payload" and report.message.event and report.message.event.code == "ITK007C"
    assert report.suggestion and report.suggestion.codes[0].code


def test_text_and_bytes_of_any_kind_are_the_same(good: str) -> None:
    report = validate(good)
    assert report.conforms
    for message in (good.encode(), bytearray(good.encode()), memoryview(good.encode())):
        assert validate(message) == report
    assert validate(good.replace("UTF-8", "UTF-16", 1).encode("utf-16")).conforms


@pytest.mark.parametrize("message", ["", "\ud800", b"\xff\xff", b"\x00", "<", "{", "message.xml", "<" * 100_000])
def test_whatever_a_message_holds_there_is_a_report(message: str | bytes) -> None:
    report = validate(message)
    assert not report.conforms and report.issues


@pytest.mark.parametrize("message", [None, 7, ["<Patient/>"], Path("message.xml")])
def test_what_is_no_message_is_a_type_error(message: object) -> None:
    with pytest.raises(TypeError, match="str or bytes"):
        validate(message)  # type: ignore[arg-type]


def test_the_dictionary_is_the_json_of_the_other_doors(root: Path) -> None:
    validator = Validator()
    cases = sorted(path for path in (root / "tests/cases").rglob("*") if path.suffix in {".xml", ".json"} and ".expected" not in path.name)
    assert len(cases) > 500
    options = validator._options(explain_folding=True)
    for case in cases[::3]:
        data = case.read_bytes()
        written = json.loads(validator._native.validate(data, options))
        report = validator.validate(data, explain_folding=True)
        assert report.to_dict() == written, case
        assert Report.from_dict(report.to_dict()) == report and Report.from_json(report.to_json()) == report


def test_reports_can_be_pickled_compared_and_matched(bad: str) -> None:
    report = validate(bad)
    assert pickle.loads(pickle.dumps(report)) == report
    with pytest.raises(AttributeError):
        report.conforms = True  # type: ignore[misc]
    match report.issues[0]:
        case itk3_validator.Issue(rule=rule, place=itk3_validator.Place(line=line)):
            assert rule and line


def test_options_are_heard(good: str) -> None:
    assert [issue.rule for issue in validate(good, limits=Limits(bytes=100)).issues] == ["limit-bytes"]
    profile = "https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1"
    assert validate('{"resourceType": "Patient"}', profile=profile).to_dict() != validate('{"resourceType": "Patient"}').to_dict()
    report = validate(good)
    assert report.message.id
    again = validate(good, received=[report.message.id])
    assert len(again.issues) > len(report.issues)


def test_what_is_no_option_is_named(good: str) -> None:
    with pytest.raises(TypeError, match="profiles"):
        validate(good, profiles="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="endpoint"):
        build_acknowledgement(good, "20013", RESPONDER, endpoint="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="list of ids"):
        validate(good, received="one")
    with pytest.raises(ValueError, match="CareConnect-Patient-1"):
        validate(good, profile="CareConnect-Patiemt-1")
    with pytest.raises(ValueError, match="neither"):
        validate(good, mesh_headers="nothing of MESH")
    with pytest.raises(ValueError, match="operation-outcome"):
        render(good, "pdf")  # type: ignore[arg-type]


def test_forms_are_those_of_the_command(bad: str) -> None:
    assert json.loads(render(bad, "sarif", "a.xml"))["version"] == "2.1.0"
    assert render(bad, "text", "a.xml").startswith("a.xml\n")
    assert render(bad, "operation-outcome").startswith("<?xml")


def test_convert(good: str) -> None:
    written = json.loads(convert(good, "json"))
    assert written["resourceType"] == "Bundle"
    with pytest.raises(ConversionRefused) as refused:
        convert("<Patient xmlns='http://hl7.org/fhir'><active value='perhaps'/></Patient>", "json")
    assert refused.value.issue.place.line == 1
    assert pickle.loads(pickle.dumps(refused.value)).issue == refused.value.issue
    with pytest.raises(ValueError, match="xml"):
        convert(good, "yaml")  # type: ignore[arg-type]


def test_redact_keeps_the_problems_and_names_nobody(bad: str) -> None:
    text = redact(bad)
    assert [issue.rule for issue in validate(text).issues] == [issue.rule for issue in validate(bad).issues]
    words = "Advice given: rest and drink water."
    assert words in bad and words not in text


def test_an_acknowledgement_is_built_and_reviewed(good: str) -> None:
    now = datetime(2026, 11, 20, 17, tzinfo=timezone.utc)
    ids = [f"00000000-0000-4000-8000-00000000000{number}" for number in range(6)]
    built = build_acknowledgement(good, "suggested", RESPONDER, now=now, ids=ids, format="json")
    assert built.refused is None and built.code == "20013" and built.text
    assert json.loads(built.text)["id"] == ids[0] and "2026-11-20T17:00:00.000+00:00" in built.text
    assert built == build_acknowledgement(good, "suggested", RESPONDER, now="2026-11-20T17:00:00.000+00:00", ids=ids, format="json")
    assert built.report and built.report.conforms
    conversation = review_conversation(good, [built.text])
    assert conversation.responses[0].answers and conversation.responses[0].code == "20013"
    assert conversation.state == "waiting" and conversation.waiting_for
    assert review_conversation(good, []).state != conversation.state or conversation.next
    with pytest.raises(TypeError, match="list of messages"):
        review_conversation(good, built.text)


def test_an_acknowledgement_has_ids_and_a_time_of_its_own(good: str) -> None:
    first, second = (build_acknowledgement(good, "suggested", RESPONDER) for _ in range(2))
    assert first.text and second.text and first.text != second.text
    assert build_acknowledgement("<ClinicalDocument xmlns='urn:hl7-org:v3'/>", "20013", RESPONDER).refused
    with pytest.raises(ValueError, match="zone"):
        build_acknowledgement(good, "20013", RESPONDER, now=datetime(2026, 11, 20))


def test_definitions_are_added_and_travel_with_the_validator(profile: str) -> None:
    validator = Validator()
    patient = '{"resourceType": "Patient", "meta": {"profile": ["https://example.org/needs-birthdate"]}}'
    assert validator.validate(patient).conforms and validator.validate(patient).not_checked
    added = validator.add_definitions(profile, "needs-birthdate.json")
    assert [loaded.url for loaded in added.loaded] == ["https://example.org/needs-birthdate"] and not added.faults
    for one in (validator, pickle.loads(pickle.dumps(validator))):
        report = one.validate(patient)
        assert not report.conforms and report.issues[0].path.startswith("Patient")
    assert validate(patient).conforms, "others do not have it"
    faults = validator.add_definitions("<StructureDefinition", "broken.xml").faults
    assert faults and faults[0].name == "broken.xml"


def test_rules_and_codes_are_listed() -> None:
    rules = {rule.id: rule for rule in itk3_validator.rules()}
    assert len(rules) > 100 and rules["lexical"].title
    codes = {code.code: code for code in itk3_validator.response_codes()}
    assert codes["20013"].positive and codes["20013"].level == "business" or codes["20013"].level == "infrastructure"
    assert any(code.code == "DE0001" for code in itk3_validator.itk2_codes())


def test_assert_conforms_says_what_the_command_says(good: str, bad: str) -> None:
    assert assert_conforms(good).conforms
    with pytest.raises(AssertionError) as failed:
        assert_conforms(bad)
    rules = {issue.rule for issue in validate(bad).issues if issue.severity == "error"}
    assert all(rule in str(failed.value) for rule in rules) and "Does not conform" in str(failed.value)
    assert not assert_conforms(bad, ignore=rules | {"fatal"}).conforms
    with pytest.raises(AssertionError):
        assert_conforms(good, fail_on="information", ignore=[])
    with pytest.raises(ValueError, match="fail_on"):
        assert_conforms(good, fail_on="sometimes")  # type: ignore[arg-type]


def test_the_interpreter_runs_on_while_a_message_is_checked() -> None:
    entry = '{"resource": {"resourceType": "Patient", "name": [{"family": "Made-Up"}]}}'
    large = '{"resourceType": "Bundle", "type": "collection", "entry": [' + ",".join([entry] * 60_000) + "]}"
    validator = Validator()
    validator.validate('{"resourceType": "Patient"}')
    done = threading.Event()
    thread = threading.Thread(target=lambda: (validator._native.redact(large), done.set()))
    thread.start()
    turns = 0
    while not done.is_set():
        time.sleep(0.001)
        turns += 1
    thread.join()
    # With the lock held there would be one turn at the most: the one that ends when all is over.
    assert turns > 3


def test_a_start_is_fast_and_loads_no_arrow() -> None:
    script = "import sys, itk3_validator; itk3_validator.validate('{}'); print('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "False\n"


def test_types_are_there() -> None:
    folder = Path(itk3_validator.__file__).parent
    assert (folder / "py.typed").is_file() and (folder / "_native.pyi").is_file()
    assert set(itk3_validator.__all__) == {name for name in itk3_validator.__all__ if hasattr(itk3_validator, name)}
    assert itk3_validator.__version__
