#!/usr/bin/env bash
# Runs the tests of a folder with Node; they find a browser under CHROMIUM: `node-tests.sh FOLDER`.
set -euo pipefail
cd "$(dirname "$0")/.."

shopt -s nullglob
tests=("$1"/*.test.mjs "$1"/*.test.js)
if [ ${#tests[@]} -eq 0 ]; then
  echo "Not tested: $1 holds no tests."
  exit 0
fi
CHROMIUM=$(scripts/chromium.sh)
export CHROMIUM
# No file takes a quarter of an hour, unless it hangs.
node --test --test-timeout=900000 "${tests[@]}"
