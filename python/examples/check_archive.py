"""Checks an archive of messages on Spark: a folder of files, or Parquet, Delta or ORC with a column of messages.

    spark-submit check_archive.py ARCHIVE OUTPUT
    spark-submit check_archive.py archive.parquet OUTPUT --id message_id --message body

OUTPUT gets `checked/` (a row for each message, with its findings), `findings/` (a row for each finding), `conformance/` (by sender,
event, month and rule), all of them Parquet, and `summary.html`. Run again, it writes the same again in place of it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import itk3_validator
from itk3_validator import spark as itk3
from itk3_validator import summary
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F


def read(spark: SparkSession, asked: argparse.Namespace) -> DataFrame:
    """The archive, with its columns `id` and `message`."""
    if asked.format != "files":
        df = spark.read.format(asked.format).load(asked.archive)
        return df.select(F.col(asked.id).alias("id"), F.col(asked.message).alias("message"))
    files = spark.read.format("binaryFile").option("recursiveFileLookup", True).option("pathGlobFilter", asked.files)
    # A file that is larger than what is read is a finding, and its bytes need not travel.
    content = F.when(F.col("length") <= asked.most_bytes + 1, F.col("content")).otherwise(F.substring("content", 1, asked.most_bytes + 1))
    return files.load(asked.archive).select(F.col("path").alias("id"), content.alias("message"))


def hashed(df: DataFrame, key: str | None) -> DataFrame:
    """Ids that say nothing to whoever has not got the key: names of files may hold NHS numbers."""
    return df if key is None else df.withColumn("id", F.sha2(F.concat(F.lit(key), F.col("id").cast("string")), 256))


def definitions(folder: str | None) -> itk3_validator.Validator:
    """A validator that also knows the definitions in a folder."""
    validator = itk3_validator.Validator()
    if folder is not None:
        files = sorted(path for path in Path(folder).rglob("*") if path.suffix in {".xml", ".json", ".tgz"})
        added = validator.add_definition_files([(str(path), path.read_bytes()) for path in files])
        for fault in added.faults:
            print(f"{fault.name}:{fault.line}: {fault.message}")
    return validator


def main() -> None:
    parser = argparse.ArgumentParser(description="Checks an archive of messages on Spark.")
    parser.add_argument("archive", help="a folder of files, or a table")
    parser.add_argument("output", help="a folder; what is there of an earlier run is replaced")
    parser.add_argument("--format", default=None, help="parquet, delta, orc, or files; by the name of the archive unless told")
    parser.add_argument("--files", default="*.{xml,json,txt}", help="which files of a folder are messages")
    parser.add_argument("--id", default="id", help="the column with the id of a message")
    parser.add_argument("--message", default="message", help="the column with the message, text or binary")
    parser.add_argument("--id-key", type=Path, help="a file with a secret: ids are written as keyed hashes")
    parser.add_argument("--definitions", help="a folder of further definitions")
    parser.add_argument("--partitions", type=int, help="into how many parts the archive is dealt out first")
    parser.add_argument("--most-bytes", type=int, default=32 << 20, help="larger messages are reported, and not read")
    parser.add_argument("--title", default="How well messages conform")
    asked = parser.parse_args()
    asked.format = asked.format or ("parquet" if asked.archive.rstrip("/").endswith(".parquet") else "files")

    builder = SparkSession.builder.appName("itk3-validator")
    for name, value in itk3.SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    messages = hashed(read(spark, asked), asked.id_key.read_text().strip() if asked.id_key else None)
    if asked.partitions:
        messages = messages.repartition(asked.partitions)
    limits = itk3_validator.Limits(bytes=asked.most_bytes)
    checked = itk3.validate(messages, validator=definitions(asked.definitions), limits=limits)

    # Messages are checked once; everything else is made of what was written then.
    checked.write.mode("overwrite").parquet(f"{asked.output}/checked")
    checked = spark.read.parquet(f"{asked.output}/checked")
    itk3.findings(checked).write.mode("overwrite").parquet(f"{asked.output}/findings")
    order = ["sender", "event", "month", "rule", "severity"]
    itk3.conformance(checked).coalesce(1).sort(*order).write.mode("overwrite").parquet(f"{asked.output}/conformance")
    conformance = [row.asDict() for row in spark.read.parquet(f"{asked.output}/conformance").collect()]
    about = f"itk3-validator {itk3_validator.__version__}, {checked.select('definitions').first()[0] if conformance else 'no messages'}"
    page = summary.html(conformance, title=asked.title, about=about)
    write_text(spark, f"{asked.output}/summary.html", page)
    total = sum(row["messages"] for row in conformance if row["rule"] is None)
    failed = total - sum(row["conforming"] for row in conformance if row["rule"] is None)
    print(f"{total} messages checked, {failed} do not conform: {asked.output}/summary.html")


def write_text(spark: SparkSession, path: str, text: str) -> None:
    """Writes a file wherever Spark can: the disk, HDFS, a lake."""
    try:
        jvm, settings = spark.sparkContext._jvm, spark.sparkContext._jsc.hadoopConfiguration()
    except Exception:  # Spark Connect has no JVM on this side; what is mounted is written as a file.
        Path(path).write_text(text, "utf-8")
        return
    file = jvm.org.apache.hadoop.fs.Path(path)
    stream = file.getFileSystem(settings).create(file, True)
    try:
        stream.write(bytearray(text.encode()))
    finally:
        stream.close()


if __name__ == "__main__":
    main()
