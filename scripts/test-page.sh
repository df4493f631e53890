#!/usr/bin/env bash
# Runs the tests of the page in a headless browser.
set -euo pipefail
cd "$(dirname "$0")/.."

shopt -s nullglob globstar
tests=(www/tests/**/*.test.mjs www/tests/**/*.test.js)
if [ ${#tests[@]} -eq 0 ]; then
  echo 'Not tested: www/tests holds no tests of the page.'
  exit 0
fi
CHROMIUM=$(scripts/chromium.sh)
export CHROMIUM
node --test "${tests[@]}"
