"""Makes an archive of messages to measure with: copies of the project's own messages, each with ids, a sender and a time of its own,
and every few of them with a fault. Nobody in them exists.

    python generate_archive.py --count 100000 archive.parquet
    python generate_archive.py --count 20000 --files folder
"""

from __future__ import annotations

import argparse
import random
import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    "www/examples/send-document.xml",
    "www/examples/send-document-mistakes.xml",
    "www/examples/response-20013.json",
    "tests/fixtures/messages/send-payload.xml",
]
WEIGHTS = [55, 5, 25, 15]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TIME = re.compile(r"2026-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:\+00:00|Z)")
ODS = re.compile(r"\bX0000\d\b")

# What is made wrong: a pattern, and what stands there afterwards. One that is not in a message leaves it as it is.
FAULTS = [
    (r'<type value="message"/>', '<type value="massage"/>'),
    (r"<focus>.*?</focus>", ""),
    (r'<birthDate value="[^"]*"/>', '<birthDate value="20 Nov 2026"/>'),
    (r'(<system value="https://fhir.nhs.uk/Id/nhs-number"/>\s*<value value=")\d{10}', r"\g<1>9999999998"),
    (r'<gender value="[^"]*"/>', '<gendre value="male"/>'),
    (r'<status value="final"/>', ""),
    (r'"status": ?"[^"]*"', '"status": 7'),
    (r'"resourceType": ?"OperationOutcome"', '"resourceType": "OperationOutcomes"'),
    (r"<title value=", "<title  id='1' value="),
    (r"(?s).{300}$", ""),
]


def messages(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Ids and messages; the same for the same seed."""
    chance = random.Random(seed)
    texts = [(ROOT / source).read_text("utf-8") for source in SOURCES]
    senders = [f"X{number:05}" for number in range(1, 41)]
    # A few organisations send most of the messages.
    shares = [1 / place for place in range(1, len(senders) + 1)]
    start = datetime(2025, 10, 1, tzinfo=timezone.utc)
    for number in range(count):
        text = chance.choices(texts, WEIGHTS)[0]
        sender = chance.choices(senders, shares)[0]
        sent = start + timedelta(minutes=chance.randrange(365 * 24 * 60))
        ids: dict[str, str] = {}
        text = UUID.sub(lambda found: ids.setdefault(found[0], str(uuid.UUID(int=chance.getrandbits(128), version=4))), text)
        text = ODS.sub(sender, TIME.sub(sent.isoformat(timespec="seconds"), text))
        # Some senders are worse than others.
        if chance.random() < 0.04 + 0.3 * (int(sender[1:]) % 7 == 0):
            pattern, replacement = chance.choice(FAULTS)
            text = re.sub(pattern, replacement, text, count=1, flags=re.DOTALL)
        yield f"message-{seed}-{number:08}", text


def main() -> None:
    parser = argparse.ArgumentParser(description="Makes an archive of messages to measure with.")
    parser.add_argument("output", type=Path, help="a Parquet file, or with --files a folder")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", action="store_true", help="write a file for each message")
    asked = parser.parse_args()
    if asked.files:
        asked.output.mkdir(parents=True, exist_ok=True)
        for name, text in messages(asked.count, asked.seed):
            (asked.output / f"{name}.{'xml' if text.startswith('<') else 'json'}").write_text(text, "utf-8")
        return
    schema = pa.schema([("id", pa.string()), ("message", pa.string())])
    asked.output.parent.mkdir(parents=True, exist_ok=True)
    with pq.ParquetWriter(asked.output, schema) as writer:
        rows: list[tuple[str, str]] = []
        for row in messages(asked.count, asked.seed):
            rows.append(row)
            if len(rows) == 1000:
                writer.write_table(pa.table(dict(zip(schema.names, map(list, zip(*rows)))), schema))
                rows.clear()
        if rows:
            writer.write_table(pa.table(dict(zip(schema.names, map(list, zip(*rows)))), schema))


if __name__ == "__main__":
    main()
