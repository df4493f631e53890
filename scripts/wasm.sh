#!/usr/bin/env bash
# Builds the module and its bindings into target/bindings: itk3.js, itk3_bg.wasm, and command_bg.wasm with the command.
set -euo pipefail
cd "$(dirname "$0")/.."

out=target/bindings
target=${CARGO_TARGET_DIR:-target}
module=$target/wasm32-unknown-unknown/wasm/itk3_validator.wasm

# Side by side: optimising the module as a whole keeps but one core busy.
cargo build --locked --quiet --package xtask &
generator=$!
scripts/wasm-cargo.sh build --profile wasm
wait "$generator"

# Generating and optimising are slow and depend on nothing else.
inputs=$(cat "$module" "$target/debug/xtask" www/package-lock.json scripts/wasm.sh scripts/*.mjs | cksum)
if [ "$(cat "$out/inputs" 2>/dev/null)" = "$inputs" ]; then exit 0; fi

rm -rf "$out"
"$target/debug/xtask" "$module" "$out"
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
# The command is for Node alone, and has a module of its own: nobody who opens a page has to load it.
mv "$out/itk3_bg.wasm" "$out/command_bg.wasm"
node scripts/without-export.mjs "$out/command_bg.wasm" command "$out/itk3_bg.wasm"
optimise "$out/command_bg.wasm" &
command=$!
optimise "$out/itk3_bg.wasm"
node scripts/reorder.mjs "$out/itk3_bg.wasm"
www/node_modules/.bin/wasm-opt --reorder-functions-by-name "$out/itk3_bg.wasm" -o "$out/itk3_bg.wasm"
wait "$command"
echo "$inputs" >"$out/inputs"
