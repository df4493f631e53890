#!/usr/bin/env bash
# Tests the wheel on Spark in its local mode. PySpark is a download of some 450 MB, kept in target/python/.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! java -version >/dev/null 2>&1; then
  echo 'Java is missing, and Spark runs on it: install version 17 or later (https://adoptium.net), then run make again.' >&2
  exit 1
fi
wheel=$(scripts/wheel.sh)
tools=$(scripts/python-env.sh spark python/requirements/spark.txt)
"$tools/python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall "$wheel"

cd python
# Workers are started by this name, and not by whatever is called python3.
export PYSPARK_PYTHON=$tools/python
"$tools/python" -m pytest --quiet tests -m spark
