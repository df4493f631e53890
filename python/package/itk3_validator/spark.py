"""Messages in a data frame of Spark, checked where they are.

A message has one row in the answer, which holds its findings. So a task that is tried again writes the same rows again, and no
message is counted without its findings, or the other way round.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import (
    ArrayType,
    BooleanType,
    DataType,
    IntegerType,
    LongType,
    StringType,
    StructField,
    StructType,
)

from . import arrow
from ._validator import ValidateOptions, Validator

if TYPE_CHECKING:
    from typing_extensions import Unpack

SETTINGS = {"spark.sql.execution.arrow.maxRecordsPerBatch": "200"}
"""For the session: how many messages go to a worker at once. Spark's own 10,000 are made for rows of a few bytes: of messages with
attachments they fill the memory of a worker."""


def validate(
    df: DataFrame,
    column: str = "message",
    *,
    id: str = "id",
    values: bool = False,
    validator: Validator | None = None,
    **options: Unpack[ValidateOptions],
) -> DataFrame:
    """Checks the messages of a column, text or binary: a row for each, with its `findings`.

    `findings` and `conformance` make tables of it. Whatever a row holds, it has a row in the answer. With `values`, findings also
    say what stands in the message; without, neither values nor names that only the message has are in them. Definitions that were
    added to `validator` travel to the workers.
    """
    for name in (id, column):
        if name not in df.columns:
            raise ValueError(f"there is no column {name!r}")
    task = _Task(pickle.dumps(validator) if validator else None, values, dict(options))
    # What is wrong with the options is said here, and not by a worker.
    (validator or Validator())._options(**options)
    chosen = df.select(F.col(f"`{id}`").alias("id"), F.col(f"`{column}`").alias("message"))
    return chosen.mapInArrow(task, schema(chosen.schema["id"].dataType))


def findings(checked: DataFrame) -> DataFrame:
    """A row for each finding of what `validate` gave: id, position, rule, severity, path, line, column, message, …"""
    return checked.select("id", F.explode("findings").alias("finding")).select("id", "finding.*")


def conformance(checked: DataFrame) -> DataFrame:
    """How well messages conform, by sender, event and month; holds nothing of a message but these.

    A row without a rule says of how many messages (`messages`) a group is, and how many of them conform (`conforming`). A row with
    a rule says how often it was broken (`findings`), and in how many messages (`affected`).
    """
    group = ["sender", "event", "month"]
    totals = checked.groupBy(*group).agg(
        F.count(F.lit(1)).alias("messages"), F.sum(F.col("conforms").cast("long")).alias("conforming")
    )
    # Counted in each row, which needs no id: nobody promises that ids differ.
    counted = F.expr(
        """transform(
            array_distinct(transform(findings, one -> struct(one.rule as rule, one.severity as severity))),
            kind -> struct(
                kind.rule as rule, kind.severity as severity,
                cast(size(filter(findings, one -> one.rule = kind.rule and one.severity = kind.severity)) as bigint) as count
            )
        )"""
    )
    rules = (
        checked.select(*group, F.explode(counted).alias("of"))
        .groupBy(*group, F.col("of.rule").alias("rule"), F.col("of.severity").alias("severity"))
        .agg(F.sum("of.count").alias("findings"), F.count(F.lit(1)).alias("affected"))
    )
    nothing, none = F.lit(None).cast("string"), F.lit(0).cast("long")
    of_groups = totals.select(
        *group, nothing.alias("rule"), nothing.alias("severity"), "messages", "conforming",
        none.alias("findings"), none.alias("affected"),
    )  # fmt: skip
    # Both come from the same frame: under names of their own, Spark can tell their columns apart. Any of them may be null.
    sizes = totals.select(*(F.col(name).alias(f"of_{name}") for name in group), "messages", "conforming")
    is_same = [F.col(name).eqNullSafe(F.col(f"of_{name}")) for name in group]
    of_rules = rules.join(F.broadcast(sizes), is_same).select(of_groups.columns)
    return of_groups.unionByName(of_rules)


def schema(id: DataType) -> StructType:
    """The schema of what `validate` gives, for ids of a type."""
    findings, summary = arrow.schemas()
    fields = [StructField("id", id)]
    fields += [_field(field) for field in summary if field.name != "id"]
    finding = StructType([_field(field) for field in findings if field.name != "id"])
    return StructType([*fields, StructField("findings", ArrayType(finding, containsNull=False), nullable=False)])


def _field(field: pa.Field) -> StructField:
    kinds = {pa.string(): StringType(), pa.bool_(): BooleanType(), pa.int32(): IntegerType(), pa.int64(): LongType()}
    return StructField(field.name, kinds[field.type], nullable=field.nullable)


class _Task:
    """What a worker does. Its validator is made once for each process, whatever the number of tasks."""

    def __init__(self, validator: bytes | None, values: bool, options: dict[str, Any]) -> None:
        self.validator, self.values, self.options = validator, values, options

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        yield from arrow.validate_rows(
            batches, values=self.values, validator=_validator(self.validator), **self.options
        )


_OF_PROCESS: dict[bytes | None, Validator] = {}


def _validator(pickled: bytes | None) -> Validator:
    found = _OF_PROCESS.get(pickled)
    if found is None:
        # A session that changes its definitions leaves no more than the last behind.
        _OF_PROCESS.clear()
        found = _OF_PROCESS[pickled] = pickle.loads(pickled) if pickled else Validator()
    return found
