#!/usr/bin/env bash
# Makes sure that the Rust compiler can compile for WebAssembly: with rustup where it can download,
# otherwise with a standard library compiled from source.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .toolchain

# Compiling is the only honest test: `rustup target list` reads a list.
can_compile() {
  echo '#![no_std]' | rustc --crate-name probe --crate-type rlib --emit metadata --target wasm32-unknown-unknown \
    ${WASM_SYSROOT:+"--sysroot=$WASM_SYSROOT"} -o .toolchain/probe.rmeta - 2>/dev/null
}
# In a subshell, so that what the file sets cannot reach the attempt with rustup.
# shellcheck source=/dev/null
can_compile_with_fallback() { [ -f .toolchain/env ] && (. .toolchain/env && can_compile); }

if can_compile; then
  rm -f .toolchain/env
  exit 0
fi
if can_compile_with_fallback; then exit 0; fi
rm -f .toolchain/env

log=.toolchain/rustup.log
if command -v rustup >/dev/null; then
  echo 'Adding the wasm32-unknown-unknown target with rustup'
  timeout 180 rustup target add wasm32-unknown-unknown >"$log" 2>&1 || true
  if can_compile; then exit 0; fi
  echo "rustup could not supply it ($log says why): compiling the standard library from source"
fi

if scripts/offline/wasm-from-source.sh && can_compile_with_fallback; then exit 0; fi
echo 'The wasm32-unknown-unknown target is missing: run "rustup target add wasm32-unknown-unknown" where rustup can download.' >&2
exit 1
