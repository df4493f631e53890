#!/usr/bin/env bash
# Lints the modules as they are compiled for wasm32.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck source=/dev/null
if [ -f .toolchain/env ]; then . .toolchain/env; fi
if [ -n "${WASM_WITHOUT_CLIPPY:-}" ]; then
  echo 'Not linted for wasm32: the compiler that serves it here has no clippy.'
  exit 0
fi
scripts/wasm-cargo.sh clippy --package itk3-validator --no-default-features --features javascript --quiet -- -D warnings
scripts/wasm-cargo.sh clippy --package itk3-validator-cli --quiet -- -D warnings
