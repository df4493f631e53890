#!/usr/bin/env bash
# Installs what is in a folder, a wheel or the archive of the sources, into an empty environment and uses it once: `try-wheel.sh FOLDER`.
set -euo pipefail
cd "$(dirname "$0")/.."

environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
"${PYTHON:-python3}" -m venv "$environment"
python=$environment/bin/python
if [ -n "${WINDIR:-}" ]; then python=$environment/Scripts/python; fi
"$python" -m pip install --quiet --disable-pip-version-check "$1"/itk3_validator-*
"$python" -c '
import pathlib, itk3_validator
good = itk3_validator.validate(pathlib.Path("www/examples/send-document.xml").read_bytes())
bad = itk3_validator.validate(pathlib.Path("www/examples/send-document-mistakes.xml").read_bytes())
assert good.conforms and not bad.conforms
print(f"itk3-validator {itk3_validator.__version__} for Python works")
'
