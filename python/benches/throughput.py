"""How many messages a core checks: the native command, Arrow in one thread, and Spark with one and two cores, in turns.

    python benches/throughput.py COMMAND [--count 100000] [--rounds 3]

Prints a table, never fails: machines differ. Beside the clock it says processor time, which other work on the machine changes less.
Reads /proc, so it runs on Linux.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))

import pyarrow.parquet as pq
from generate_archive import messages
from itk3_validator import arrow
from itk3_validator import spark as itk3
from pyspark.sql import SparkSession

TICKS = os.sysconf("SC_CLK_TCK")


def processes() -> dict[int, tuple[int, str, float, int]]:
    """Parent, command, seconds of processor time and the most memory so far (kB) of every process."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                of_stat = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                status = (entry / "status").read_text()
            except OSError:
                continue
            most = int(status.partition("VmHWM:")[2].split()[0]) if "VmHWM:" in status else 0
            # Children that have ended count for their parent.
            found[int(entry.name)] = (int(of_stat[1]), command, sum(map(int, of_stat[11:15])) / TICKS, most)
    return found


def below(root: int) -> dict[int, tuple[int, str, float, int]]:
    every = processes()
    chosen = {root}
    while True:
        more = {pid for pid, (parent, *_) in every.items() if parent in chosen} - chosen
        if not more:
            return {pid: every[pid] for pid in chosen if pid in every}
        chosen |= more


class Spark:
    """A session with as many cores; the processes below this one are the JVM and the workers."""

    def __init__(self, cores: int) -> None:
        builder = SparkSession.builder.master(f"local[{cores}]").config("spark.ui.enabled", False).config("spark.driver.memory", "2g")
        for name, value in itk3.SETTINGS.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()
        self.session.sparkContext.setLogLevel("ERROR")
        self.workers = 0

    def check(self, archive: str) -> None:
        stop = threading.Event()
        watch = threading.Thread(target=self.watch, args=(stop,))
        watch.start()
        itk3.validate(self.session.read.parquet(archive)).write.mode("overwrite").format("noop").save()
        stop.set()
        watch.join()

    def watch(self, stop: threading.Event) -> None:
        while not stop.wait(0.2):
            workers = [most for _, command, _, most in below(os.getpid()).values() if "pyspark" in command and "java" not in command]
            self.workers = max([self.workers, *workers])


def timed(work: Callable[[], None]) -> tuple[float, float, float]:
    """Seconds by the clock, of processor time, and of the processor time of the JVM."""

    def spent(of: str) -> float:
        return sum(seconds for _, command, seconds, _ in below(os.getpid()).values() if of in command.partition(" ")[0])

    clock, before, java = time.monotonic(), spent(""), spent("java")
    work()
    return time.monotonic() - clock, spent("") - before, spent("java") - java


def main() -> None:
    parser = argparse.ArgumentParser(description="How many messages a core checks.")
    parser.add_argument("command", help="the native command")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--files", type=int, default=20_000, help="how many of them the command gets")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(asked, Path(folder))


def measure(asked: argparse.Namespace, folder: Path) -> None:
    # As many files as a cluster would have partitions, at the least.
    script, parts = Path(__file__).resolve().parents[1] / "examples/generate_archive.py", 8
    archive, files = folder / "archive", folder / "files"
    archive.mkdir()
    for part in range(parts):
        count = asked.count // parts
        subprocess.run([sys.executable, script, archive / f"{part}.parquet", "--count", str(count), "--seed", str(part)], check=True)
    files.mkdir()
    for name, text in messages(asked.files, 0):
        (files / f"{name}.{'xml' if text.startswith('<') else 'json'}").write_text(text, "utf-8")
    size = sum(path.stat().st_size for path in files.iterdir()) / asked.files
    print(f"{asked.count} messages of {size / 1000:.1f} kB on average, {os.cpu_count()} cores")

    def command() -> None:
        call = [asked.command, "validate", files, "--format", "csv", "--output", folder / "out.csv"]
        subprocess.run(["taskset", "--cpu-list", "0", *call], check=False)

    def columns() -> None:
        for part in range(parts):
            for _ in arrow.validate(pq.ParquetFile(archive / f"{part}.parquet").iter_batches(200)):
                pass

    rates: dict[str, list[tuple[float, float, float]]] = {}

    def run(name: str, count: int, work: Callable[[], None]) -> None:
        clock, spent, java = timed(work)
        rates.setdefault(name, []).append((count / clock, count / spent, count / (spent - java)))
        print(f"  {name}: {count / clock:.0f} messages a second, {count / spent:.0f} a second of processor time, {count / (spent - java):.0f} without the JVM's", flush=True)

    most = {}
    for turn in range(asked.rounds):
        print(f"round {turn + 1}, load {os.getloadavg()[0]:.1f}")
        run("command, one core", asked.files, command)
        run("Arrow, one thread", parts * (asked.count // parts), columns)
        for cores in (1, 2):
            spark = Spark(cores)
            # A first pass starts the worker and lets the JVM compile itself.
            spark.check(str(archive / "0.parquet"))
            run(f"Spark, {cores} core{'s' * (cores > 1)}", parts * (asked.count // parts), lambda: spark.check(str(archive)))
            most[cores] = max(most.get(cores, 0), spark.workers)
            spark.session.stop()
    print(f"\n{'':<20} {'by the clock':>14} {'least':>8} {'most':>8} {'by processor':>14} {'without JVM':>14}")
    for name, values in rates.items():
        clock, spent, outside = zip(*values)
        middle = statistics.median
        print(f"{name:<20} {middle(clock):>14.0f} {min(clock):>8.0f} {max(clock):>8.0f} {middle(spent):>14.0f} {middle(outside):>14.0f}")
    for cores, kilobytes in most.items():
        print(f"a worker of {cores}: at most {kilobytes / 1000:.0f} MB")


if __name__ == "__main__":
    main()
