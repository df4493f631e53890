#!/usr/bin/env bash
# Builds the module and its bindings into target/bindings: itk3.js and itk3_bg.wasm.
set -euo pipefail
cd "$(dirname "$0")/.."

out=target/bindings
module=${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/wasm/itk3_validator.wasm

scripts/wasm-cargo.sh build --profile wasm

# Generating and optimising are slow and depend on nothing else.
inputs=$(cat "$module" xtask/src/main.rs Cargo.lock www/package-lock.json scripts/wasm.sh | cksum)
if [ "$(cat "$out/inputs" 2>/dev/null)" = "$inputs" ]; then exit 0; fi

rm -rf "$out"
cargo run --locked --quiet --package xtask -- "$module" "$out"
www/node_modules/.bin/wasm-opt -Oz "$out/itk3_bg.wasm" -o "$out/itk3_bg.wasm"
echo "$inputs" >"$out/inputs"
