"""Columns in, columns out."""

from pathlib import Path

import pytest

import itk3_validator
from itk3_validator import Limits, Validator

pa = pytest.importorskip("pyarrow")
from itk3_validator import arrow  # noqa: E402


def batch(messages: list, kind: object = None) -> "pa.RecordBatch":
    return pa.record_batch({"id": [f"m{place}" for place in range(len(messages))], "message": pa.array(messages, kind or pa.binary())})


def joined(checked: list) -> tuple[list, list]:
    findings = [row for part in checked for row in part.findings.to_pylist()]
    return findings, [row for part in checked for row in part.summary.to_pylist()]


def test_findings_are_those_of_the_report(good: str, bad: str, response: str) -> None:
    findings, summary = joined(list(arrow.validate(batch([good, bad, response], pa.string()), values=True)))
    reports = [itk3_validator.validate(text) for text in (good, bad, response)]
    expected = [(f"m{place}", position, issue) for place, report in enumerate(reports) for position, issue in enumerate(report.issues, 1)]
    assert len(findings) == len(expected) > 0
    for row, (id, position, issue) in zip(findings, expected):
        assert row == {
            "id": id, "position": position, "rule": issue.rule, "severity": issue.severity, "path": issue.path,
            "line": issue.place.line, "column": issue.place.column, "message": issue.message, "expected": issue.expected,
            "found": issue.found, "profile": issue.profile, "response": issue.response,
        }  # fmt: skip
    for row, report in zip(summary, reports):
        assert row["conforms"] == report.conforms and row["verdict"] == report.verdict and row["kind"] == report.message.kind
        assert [row[name] for name in ("fatal", "error", "warning", "information")] == list(report.counts.to_dict().values())
        assert row["not_checked"] == len(report.not_checked) and row["definitions"] == report.definitions
        assert row["bytes"] == report.summary.bytes and row["version"] == itk3_validator.__version__
    assert [summary[0][name] for name in ("event", "sender", "month")] == ["ITK007C", "X00001", "2026-03"]
    assert summary[0]["sent"] == "2026-03-02T10:15:00+00:00"


KINDS = [pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view()]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_messages_may_be_text_or_bytes_of_any_type(kind: object, bad: str) -> None:
    rows = batch([None, bad], pa.string()).to_pylist()
    column = pa.array([None, bad if pa.types.is_string(kind) or "string" in str(kind) else bad.encode()], kind)
    findings, summary = joined(list(arrow.validate(pa.record_batch({"id": ["a", "b"], "message": column}))))
    assert rows and [row["bytes"] for row in summary] == [None, len(bad.encode())]
    assert {row["id"] for row in findings} == {"a", "b"}


@pytest.mark.parametrize("ids", [pa.array([7, 8]), pa.array([b"a", None]), pa.array(["a", "b"]).dictionary_encode()], ids=str)
def test_ids_keep_their_type(ids: object, bad: str) -> None:
    (checked,) = arrow.validate(pa.record_batch({"key": ids, "text": [bad, bad]}), id="key", message="text")
    assert checked.summary.column("id").equals(ids)
    half = checked.findings.num_rows // 2
    assert checked.findings.column("id").type == ids.type
    assert checked.findings.column("id").to_pylist() == [ids[0].as_py()] * half + [ids[1].as_py()] * half


def test_a_poisoned_row_is_a_finding_and_costs_the_others_nothing(poisoned: list) -> None:
    findings, summary = joined(list(arrow.validate(batch(poisoned))))
    assert [row["id"] for row in summary] == [f"m{place}" for place in range(len(poisoned))]
    wrong = {row["id"] for row in summary if not row["conforms"]}
    assert wrong == {f"m{place}" for place in (2, 3, 4, 5, 6, 7, 8, 10)} | ({"m1"} & wrong)
    assert {row["id"] for row in findings if row["severity"] in ("fatal", "error")} == wrong
    assert summary[4]["bytes"] is None and summary[5]["bytes"] == 0
    assert summary[0] | {"id": "m11"} == summary[-1]


def test_large_batches_are_answered_in_parts_that_lose_nothing(bad: str) -> None:
    each = len(itk3_validator.validate(bad).issues)
    count = 120_000 // each
    parts = list(arrow.validate(batch([bad] * count, pa.string())))
    assert len(parts) > 2
    findings, summary = joined(parts)
    assert [row["id"] for row in summary] == [f"m{place}" for place in range(count)]
    assert len(findings) == count * each and len({(row["id"], row["position"]) for row in findings}) == len(findings)


def test_rows_hold_their_findings(poisoned: list) -> None:
    flat, summary = joined(list(arrow.validate(batch(poisoned))))
    rows = [row for part in arrow.validate_rows(batch(poisoned)) for row in part.to_pylist()]
    assert [{"id": row["id"], **finding} for row in rows for finding in row["findings"]] == flat
    assert [{name: value for name, value in row.items() if name != "findings"} for row in rows] == summary


def test_values_of_the_message_stay_where_they_are() -> None:
    message = (
        '<Patient xmlns="http://hl7.org/fhir"><JaneRoe value="1"/><gender value="Roe Street"/>'
        '<birthDate value="Roe"/><name><Roe9434765919/></name></Patient>'
    )
    broken = '{"resourceType": "Patient", "contained": [{"resourceType": "Roe"}], "roe": {"id": "Roe"}, "active": "Roe", "Roe": 1, "Roe": 2'
    (told,) = arrow.validate(batch([message, broken], pa.string()), values=True)
    assert "Roe Street" in str(told.findings.to_pylist())
    (quiet,) = arrow.validate(batch([message, broken], pa.string()))
    assert quiet.findings.num_rows == told.findings.num_rows
    assert "Roe" not in str(quiet.findings.to_pylist()) + str(quiet.summary.to_pylist())


def test_what_could_name_a_person_is_no_sender(good: str) -> None:
    for value in ("9434765919", "Jane Doe, Leeds", ""):
        changed = good.replace('<value value="X00001"/>', f'<value value="{value}"/>').replace("X00001OT001", value)
        (checked,) = arrow.validate(batch([changed], pa.string()))
        assert checked.summary.to_pylist()[0]["sender"] is None
    mailbox = good.replace('<value value="X00001"/>', '<value value=""/>')
    (checked,) = arrow.validate(batch([mailbox], pa.string()))
    assert checked.summary.to_pylist()[0]["sender"] == "X00001OT001"


def test_anything_with_a_stream_is_read(good: str, bad: str) -> None:
    table = pa.table(batch([good, bad] * 3, pa.string()))
    answers = [table, table.to_reader(max_chunksize=2), table.to_batches(max_chunksize=1), iter(table.to_batches()), table.to_batches()[0]]
    rows = [joined(list(arrow.validate(answer))) for answer in answers]
    assert all(row == rows[0] for row in rows) and len(rows[0][1]) == 6
    assert list(arrow.validate(table.slice(0, 0))) == []


def test_schemas_are_those_of_every_answer(good: str) -> None:
    (checked,) = arrow.validate(batch([good], pa.string()))
    assert arrow.schemas() == (checked.findings.schema, checked.summary.schema)
    assert arrow.schemas(pa.int64())[0].field("id").type == pa.int64()


def test_faults_of_the_caller_are_exceptions(good: str) -> None:
    with pytest.raises(ValueError, match='no column "text"'):
        list(arrow.validate(batch([good]), message="text"))
    with pytest.raises(TypeError, match="text or bytes"):
        list(arrow.validate(pa.record_batch({"id": [1], "message": [2]})))
    with pytest.raises(ValueError, match="profile"):
        list(arrow.validate(batch([good]), profile="no-such-profile"))


def test_options_and_definitions_are_heard(good: str, profile: str) -> None:
    (checked,) = arrow.validate(batch([good]), limits=Limits(bytes=10))
    assert checked.findings.column("rule").to_pylist() == ["limit-bytes"]
    validator = Validator()
    validator.add_definitions(profile)
    patient = b'{"resourceType": "Patient"}'
    (checked,) = arrow.validate(batch([patient]), validator=validator, profile="https://example.org/needs-birthdate")
    assert not checked.summary.to_pylist()[0]["conforms"]


def test_the_page_is_the_same_for_the_same_rows_and_shows_no_markup() -> None:
    from itk3_validator import summary

    rows = [
        {"sender": "<b>", "event": None, "month": "2026-01", "rule": None, "severity": None, "messages": 2000, "conforming": 1999,
         "findings": 0, "affected": 0},
        {"sender": "<b>", "event": None, "month": "2026-01", "rule": "min", "severity": "error", "messages": 2000, "conforming": 1999,
         "findings": 3, "affected": 1},
    ]  # fmt: skip
    page = summary.html(rows, title="A & B")
    assert page == summary.html(iter(rows), title="A & B")
    assert "<b>&lt;b" not in page and "&lt;b&gt;" in page and "A &amp; B" in page
    assert "<script" not in page and summary._percent(9999, 10_000) == "> 99.9 %" and summary._percent(1, 1) == "100 %"
    assert "messages checked" in summary.html([])
