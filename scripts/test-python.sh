#!/usr/bin/env bash
# Tests the wheel in an environment that has nothing of this folder but the wheel: pytest, doctests, and types.
set -euo pipefail
cd "$(dirname "$0")/.."

wheel=$(scripts/wheel.sh)
tools=$(scripts/python-env.sh test python/requirements/test.txt)
"$tools/python" -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall "$wheel"

cd python
"$tools/python" -m pytest --quiet tests -m 'not spark'
"$tools/python" -m pytest --quiet --pyargs itk3_validator --doctest-modules --doctest-ignore-import-errors
"$tools/python" -m mypy
