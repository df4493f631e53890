"""Data frames of Spark, in its local mode."""

import os
import runpy
import sys
from pathlib import Path

import pytest

import itk3_validator
from itk3_validator import Validator, arrow

pytestmark = pytest.mark.spark
pytest.importorskip("pyspark")
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402

from itk3_validator import spark as itk3  # noqa: E402

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@pytest.fixture(scope="session")
def session() -> SparkSession:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", False).config("spark.driver.memory", "3g")
    for name, value in (itk3.SETTINGS | {"spark.sql.shuffle.partitions": "4"}).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


def comparable(rows: list) -> list:
    return [row.asDict(recursive=True) for row in sorted(rows, key=lambda row: row["id"])]


def test_spark_finds_what_arrow_finds(session: SparkSession, good: str, bad: str, response: str) -> None:
    texts = [good, bad, response] * 3
    df = session.createDataFrame([(place, text) for place, text in enumerate(texts)], "key long, body string")
    checked = itk3.validate(df.repartition(3), "body", id="key")
    batch = pa.record_batch({"id": range(len(texts)), "message": texts})
    (expected,) = arrow.validate_rows(batch)
    assert comparable(checked.collect()) == expected.to_pylist()
    assert checked.schema["id"].dataType.simpleString() == "bigint"
    assert itk3.findings(checked).count() == sum(len(row["findings"]) for row in expected.to_pylist())


def test_a_poisoned_row_loses_nothing(session: SparkSession, poisoned: list) -> None:
    df = session.createDataFrame([(f"m{place:02}", row) for place, row in enumerate(poisoned * 2)], "id string, message binary")
    checked = itk3.validate(df.repartition(2)).collect()
    batch = pa.record_batch({"id": [f"m{place:02}" for place in range(len(poisoned) * 2)], "message": pa.array(poisoned * 2, pa.binary())})
    (expected,) = arrow.validate_rows(batch)
    assert comparable(checked) == expected.to_pylist()


def test_definitions_and_options_travel(session: SparkSession, profile: str) -> None:
    validator = Validator()
    validator.add_definitions(profile)
    df = session.createDataFrame([("a", '{"resourceType": "Patient"}')], "id string, message string")
    url = "https://example.org/needs-birthdate"
    assert not itk3.validate(df, validator=validator, profile=url).first()["conforms"]
    assert itk3.validate(df).first()["conforms"]
    with pytest.raises(ValueError, match="needs-birthdate"):
        itk3.validate(df, profile=url)
    with pytest.raises(ValueError, match="no column 'body'"):
        itk3.validate(df, "body")


def test_the_conformance_table_adds_up(session: SparkSession, good: str, bad: str) -> None:
    # Ids that are not unique lose nothing.
    rows = [(f"m{place % 8}", bad if place % 4 == 0 else good) for place in range(20)] + [("none", None)]
    checked = itk3.validate(session.createDataFrame(rows, "id string, message string")).cache()
    table = [row.asDict() for row in itk3.conformance(checked).collect()]
    totals = [row for row in table if row["rule"] is None]
    assert sum(row["messages"] for row in totals) == 21
    assert sum(row["conforming"] for row in totals) == 15
    assert {(row["sender"], row["event"], row["month"]) for row in totals} == {
        ("X00001", "ITK007C", "2026-03"), ("X00001", "ITK007C", None), (None, None, None),
    }  # fmt: skip
    report = itk3_validator.validate(bad)
    for rule in {issue.rule for issue in report.issues if issue.severity == "error"}:
        (row,) = [row for row in table if row["rule"] == rule and row["severity"] == "error"]
        each = sum(issue.rule == rule and issue.severity == "error" for issue in report.issues)
        assert (row["affected"], row["findings"], row["messages"]) == (5, 5 * each, 5)
    assert [row["rule"] for row in table if row["sender"] is None and row["rule"]] == ["not-fhir"]


def run_job(*arguments: object) -> None:
    argv, sys.argv = sys.argv, ["check_archive.py", *map(str, arguments)]
    try:
        runpy.run_path(str(EXAMPLES / "check_archive.py"), run_name="__main__")
    finally:
        sys.argv = argv


def test_the_job_writes_the_same_again(session: SparkSession, tmp_path: Path) -> None:
    sys.path.insert(0, str(EXAMPLES))
    from generate_archive import messages

    archive = tmp_path / "archive.parquet"
    generated = list(messages(400, seed=3))
    assert generated == list(messages(400, seed=3)) and len({id for id, _ in generated}) == 400
    pq.write_table(pa.table({"key": [id for id, _ in generated], "body": [text for _, text in generated]}), archive)
    out = tmp_path / "out"
    read = []
    for _ in range(2):
        run_job(archive, out, "--id", "key", "--message", "body", "--partitions", 3)
        tables = [sorted(map(str, session.read.parquet(f"{out}/{name}").collect())) for name in ("checked", "findings", "conformance")]
        read.append((tables, (out / "summary.html").read_text("utf-8")))
    assert read[0] == read[1]
    (checked, findings, _), page = read[0]
    assert len(checked) == 400 and len(findings) > 400 and "X00001" in page
    failed = sum(not itk3_validator.validate(text).conforms for _, text in generated)
    assert 0 < failed < 200 and f"<b>{failed}</b>do not conform" in page


def test_the_job_reads_a_folder_of_files_and_hides_their_names(session: SparkSession, tmp_path: Path, good: str, bad: str) -> None:
    folder = tmp_path / "archive" / "inner"
    folder.mkdir(parents=True)
    (folder / "Jane Doe 9434765919.xml").write_text(good, "utf-8")
    (folder / "b.json").write_bytes(b'{"resourceType": "Bundle"')
    (folder / "large.txt").write_text(bad + " " * 200_000, "utf-8")
    (folder / "left-out.pdf").write_bytes(b"%PDF")
    (tmp_path / "key").write_text("a secret")
    out = tmp_path / "out"
    run_job(tmp_path / "archive", out, "--id-key", tmp_path / "key", "--most-bytes", 100_000)
    rows = session.read.parquet(f"{out}/checked").collect()
    assert len(rows) == 3 and all(len(row["id"]) == 64 for row in rows)
    assert sorted(row["conforms"] for row in rows) == [False, False, True]
    assert "limit-bytes" in {finding["rule"] for row in rows for finding in row["findings"]}
    assert "Jane" not in str(rows) + (out / "summary.html").read_text("utf-8")
