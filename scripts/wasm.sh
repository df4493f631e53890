#!/usr/bin/env bash
# Builds the modules and their bindings into target/bindings: itk3.js with itk3_bg.wasm, the library; on-demand.pack, the
# definitions that it loads where a message names one; command.js with command_bg.wasm, the command, which is for Node alone:
# nobody who opens a page has to load it.
set -euo pipefail
cd "$(dirname "$0")/.."

out=target/bindings
target=${CARGO_TARGET_DIR:-target}
page=$target/wasm32-unknown-unknown/wasm/itk3_validator.wasm
command=$target/wasm32-unknown-unknown/wasm-command/itk3_validator_cli.wasm

# Side by side: optimising the module as a whole keeps but one core busy.
cargo build --locked --quiet --package xtask &
generator=$!
# Where its build script left the definitions, cargo says.
pack=$(scripts/wasm-cargo.sh build --package itk3-validator --no-default-features --features javascript --profile wasm \
  --message-format=json-render-diagnostics | node scripts/pack-of.mjs)
scripts/wasm-cargo.sh build --package itk3-validator-cli --profile wasm-command
wait "$generator"

# Generating and optimising are slow and depend on nothing else.
inputs=$(cat "$page" "$pack" "$command" "$target/debug/xtask" www/package-lock.json scripts/wasm.sh scripts/*.mjs | cksum)
if [ "$(cat "$out/inputs" 2>/dev/null)" = "$inputs" ]; then exit 0; fi

rm -rf "$out"
"$target/debug/xtask" "$page" "$out" itk3
"$target/debug/xtask" "$command" "$out" command
cp "$pack" "$out/on-demand.pack"
# What counts is the size when packed, and the fewer bytes are not always that:
# - A function with one caller stays a function unless it is tiny. In a large one the same code has other numbers of
#   locals in each place.
# - Branches made anew from plain blocks (flatten, rereloop) have fewer shapes. -Os packs better than -Oz.
# - Functions pack best beside those that are like them; scripts/reorder.mjs finds out which these are.
# Nothing is kept below address 1024: the stack comes first in memory, and ends there.
optimise() {
  www/node_modules/.bin/wasm-opt -Os --one-caller-inline-max-function-size 10 --low-memory-unused \
    --flatten --rereloop -Os -Os "$1" -o "$1"
}
optimise "$out/command_bg.wasm" &
optimiser=$!
optimise "$out/itk3_bg.wasm"
node scripts/reorder.mjs "$out/itk3_bg.wasm"
www/node_modules/.bin/wasm-opt --reorder-functions-by-name "$out/itk3_bg.wasm" -o "$out/itk3_bg.wasm"
wait "$optimiser"
echo "$inputs" >"$out/inputs"
