"""Columns of messages in, columns of findings out. Arrays are built in Rust: no finding becomes an object of Python.

What is wrong with a row is a finding of that row, whatever it holds: null, bytes that are no text, a message cut off, 20 MB of
it. No row stops the others, and each has a row in the summary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa

from ._validator import ValidateOptions, Validator, default

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Checked(NamedTuple):
    """What came of some messages."""

    findings: pa.RecordBatch
    """A row for each finding: id of its message, position, rule, severity, path, line, column, message, expected, found,
    profile, response. `found` is null, and `path` ends before names that are not FHIR's, unless `values` was asked for."""
    summary: pa.RecordBatch
    """A row for each message: id, conforms, verdict, kind, event, sender, sent, month, response, counts of findings, not_checked,
    bytes, definitions, version."""


def validate(
    batches: Any,
    *,
    id: str = "id",
    message: str = "message",
    values: bool = False,
    validator: Validator | None = None,
    **options: Unpack[ValidateOptions],
) -> Iterator[Checked]:
    """Checks the messages of record batches, and yields findings and a summary; more than once for a batch with many.

    `batches` is a record batch, a table, a reader, an iterable of batches, or whatever has an Arrow stream: a relation of DuckDB,
    a data frame of Polars. Columns `id` (of any type) and `message` (text or bytes) are read. With `values`, findings also say
    what stands in the message.
    """
    for first, findings in _checked(batches, id, message, values, False, validator, options):
        yield Checked(findings, first)


def validate_rows(
    batches: Any,
    *,
    id: str = "id",
    message: str = "message",
    values: bool = False,
    validator: Validator | None = None,
    **options: Unpack[ValidateOptions],
) -> Iterator[pa.RecordBatch]:
    """The same as one batch: the summary, with a further column that holds the list of findings of each message."""
    for rows, _ in _checked(batches, id, message, values, True, validator, options):
        yield rows


def schemas(id: pa.DataType | None = None) -> tuple[pa.Schema, pa.Schema]:
    """Schemas of findings and summary for ids of a type, text unless told: for a writer that is opened before the first batch."""
    empty = pa.record_batch({"id": pa.array([], id or pa.string()), "message": pa.array([], pa.string())})
    summary, findings, _ = default()._native.check_columns(empty, "id", "message", 0, False, False, default()._options())
    return findings.schema, summary.schema


def _checked(
    batches: Any, id: str, message: str, values: bool, nested: bool, validator: Validator | None, options: Any
) -> Iterator[tuple[pa.RecordBatch, pa.RecordBatch]]:
    validator = validator or default()
    chosen = validator._options(**options)
    for batch in _batches(batches):
        start = 0
        while start < batch.num_rows:
            first, findings, start = validator._native.check_columns(batch, id, message, start, values, nested, chosen)
            yield first, findings


def _batches(batches: Any) -> Iterable[pa.RecordBatch]:
    if isinstance(batches, pa.RecordBatch):
        yield batches
    elif isinstance(batches, pa.Table):
        yield from batches.to_batches()
    elif hasattr(batches, "__arrow_c_stream__"):
        yield from pa.RecordBatchReader.from_stream(batches)
    else:
        yield from batches
