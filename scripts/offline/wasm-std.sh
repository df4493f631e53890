#!/usr/bin/env bash
# Compiles the standard library for wasm32 from its sources: `wasm-std.sh LIBRARY_FOLDER`.
# The result is .toolchain/sysroot. Uses the rustc and cargo of RUSTC and CARGO, or of PATH.
set -euo pipefail
cd "$(dirname "$0")/../.."

library=$1
export RUSTC=${RUSTC:-$(command -v rustc)}
cargo=${CARGO:-$(command -v cargo)}
sysroot=$PWD/.toolchain/sysroot
work=$PWD/.toolchain/std-build

rm -rf "$work" "$sysroot"
mkdir -p "$work/src" "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib"
echo '#![no_std]' >"$work/src/lib.rs"
cat >"$work/Cargo.toml" <<'TOML'
[package]
name = "std-build"
version = "0.0.0"
edition = "2021"

[workspace]

[profile.release]
panic = "abort"
TOML

# Bitcode, so that the result serves link-time optimisation; paths as in the official library.
commit=$("$RUSTC" -vV | awk '/^commit-hash/ {print $2}')
flags=(-Cembed-bitcode=yes -Zforce-unstable-if-unmarked "--remap-path-prefix=$library=/rustc/$commit/library")
for sources in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  flags+=("--remap-path-prefix=$sources=/rust/deps")
done
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; echo "${flags[*]}")
export CARGO_ENCODED_RUSTFLAGS

# The two variables let a stable compiler build its own library, from a folder outside its toolchain.
(cd "$work" && RUSTC_BOOTSTRAP=1 __CARGO_TESTS_ONLY_SRC_ROOT=$library \
  "$cargo" build --quiet --release --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort,test --target-dir "$work/target")

cp "$work"/target/wasm32-unknown-unknown/release/deps/*.rlib "$sysroot/lib/rustlib/wasm32-unknown-unknown/lib/"
rm -f "$sysroot"/lib/rustlib/wasm32-unknown-unknown/lib/libstd_build-*
rm -rf "$work"
