#!/usr/bin/env bash
# Builds the packages of wasm-pack for each target into target/wasm-pack, as a clean clone would, and tries each in an empty project:
# its types, and what it says of a message. wasm-pack is built if it is missing; wasm-opt comes with the development packages.
set -euo pipefail
cd "$(dirname "$0")/.."

# Where rustup cannot supply the target, its standard library was compiled from source.
# shellcheck source=/dev/null
if [ -f .toolchain/env ]; then . .toolchain/env; fi
if [ -n "${WASM_SYSROOT:-}" ]; then export RUSTFLAGS="${RUSTFLAGS:-} --sysroot=$WASM_SYSROOT"; fi
tools=$(scripts/cargo-tool.sh wasm-pack 0.15.1)
export PATH=$PWD/www/node_modules/.bin:$tools:$PATH

for target in web bundler nodejs; do
  wasm-pack build --target "$target" --profile wasm --out-dir "target/wasm-pack/$target" "$@"
done
node scripts/wasm-pack-try.mjs target/wasm-pack
