#!/usr/bin/env bash
# Prints the folder of programs of an environment of Python with what a file lists, and makes it first where it is missing or the
# list is another: `python-env.sh NAME REQUIREMENTS`. PYTHON names the Python to use.
set -euo pipefail
cd "$(dirname "$0")/.."

python=
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python3.10 python}; do
  if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1; then
    python=$(command -v "$candidate")
    break
  fi
done
if [ -z "$python" ]; then
  echo "Python is missing: install version 3.10 or later with its module venv (https://www.python.org), or name it in PYTHON, then run make again." >&2
  exit 1
fi

folder=$PWD/target/python/$1
programs=$folder/bin
if [ -n "${WINDIR:-}" ]; then programs=$folder/Scripts; fi
wanted=$("$python" -V; cat "$2")
if [ "$wanted" != "$(cat "$folder/made-of" 2>/dev/null || true)" ]; then
  echo "Installing $(grep -c '^[a-z]' "$2") packages of Python and what they need into target/python/$1" >&2
  rm -rf "$folder"
  "$python" -m venv "$folder" >&2
  "$programs/python" -m pip install --quiet --disable-pip-version-check --requirement "$2" >&2
  echo "$wanted" >"$folder/made-of"
fi
echo "$programs"
