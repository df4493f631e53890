#!/usr/bin/env bash
# Builds the modules and their bindings into target/bindings:
# - itk3.js with itk3_bg.wasm, the library for browsers, and on-demand.pack, the definitions that it loads where a message names one;
# - itk3_node_bg.wasm, the library for Node, with all definitions, for the same bindings;
# - command.js with command_bg.wasm, the command, which is for Node alone.
set -euo pipefail
cd "$(dirname "$0")/.."

out=target/bindings
target=${CARGO_TARGET_DIR:-target}
page=$target/wasm32-unknown-unknown/wasm/itk3_validator.wasm
node=$target/wasm32-unknown-unknown/wasm-node/itk3_validator.wasm
command=$target/wasm32-unknown-unknown/wasm-command/itk3_validator_cli.wasm

# Optimising a module as a whole keeps but one core busy, so two things are done at a time: each profile is a folder of its own, and
# cargo locks no other.
cargo build --locked --quiet --package xtask
scripts/wasm-cargo.sh build --package itk3-validator --no-default-features --features javascript,all-definitions --profile wasm-node &
building=$!
# Where its build script left the definitions, cargo says.
pack=$(scripts/wasm-cargo.sh build --package itk3-validator --no-default-features --features javascript --profile wasm \
  --message-format=json-render-diagnostics | node scripts/pack-of.mjs)
wait "$building"
scripts/wasm-cargo.sh build --package itk3-validator-cli --profile wasm-command &
building=$!

mkdir -p "$out"
# Optimising again is slow and depends on nothing else.
inputs=$(cat "$page" "$target/debug/xtask" www/package-lock.json scripts/wasm.sh | cksum)
if [ "$(cat "$out/inputs" 2>/dev/null)" != "$inputs" ]; then
  rm -f "$out/inputs"
  "$target/debug/xtask" "$page" "$out" itk3
  # What counts in a browser is the size when packed, and the fewer bytes are not always that:
  # - A function with one caller stays a function unless it is tiny. In a large one the same code has other numbers of
  #   locals in each place.
  # - Branches made anew from plain blocks (flatten, rereloop) have fewer shapes. -Os packs better than -Oz.
  # Nothing is kept below address 1024: the stack comes first in memory, and ends there.
  # The modules for Node stay as the compiler made them: optimising them again takes minutes and gains nothing that can be measured.
  www/node_modules/.bin/wasm-opt -Os --one-caller-inline-max-function-size 10 --low-memory-unused \
    --flatten --rereloop -Os -Os "$out/itk3_bg.wasm" -o "$out/itk3_bg.wasm"
  echo "$inputs" >"$out/inputs"
fi
cp "$pack" "$out/on-demand.pack"

"$target/debug/xtask" "$node" "$out/node" itk3
if ! cmp --silent "$out/itk3.js" "$out/node/itk3.js"; then
  echo 'The modules for browsers and for Node need different bindings: something is exported by one of them alone.' >&2
  exit 1
fi
mv "$out/node/itk3_bg.wasm" "$out/itk3_node_bg.wasm"
rm -r "$out/node"

wait "$building"
"$target/debug/xtask" "$command" "$out" command
