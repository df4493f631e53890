#!/usr/bin/env bash
# cargo for the two modules on wasm32: `wasm-cargo.sh build …`, `wasm-cargo.sh clippy …`. Each is built by itself: together they
# would share the features of the library, and the module of the command would hold the door of the page.
set -euo pipefail
cd "$(dirname "$0")/.."

# Written where the standard library had to be compiled from source; sets at least WASM_SYSROOT.
# shellcheck source=/dev/null
if [ -f .toolchain/env ]; then . .toolchain/env; fi

read -r -a flags <<<"${RUSTFLAGS:-}"
if [ -n "${WASM_SYSROOT:-}" ]; then flags+=("--sysroot=$WASM_SYSROOT"); fi

# Messages of panics name source files. Shortened, they give away no folder of the machine that
# built the module, and do not differ between machines.
cargo fetch --locked --quiet --target wasm32-unknown-unknown
for sources in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*; do
  flags+=("--remap-path-prefix=$sources=/crates")
done
# Where the sources of the standard library are installed, its messages name them there.
flags+=("--remap-path-prefix=$(rustc --print sysroot)/lib/rustlib/src/rust=/rustc")

# For size alone ("z") not even the indexing of a list would be put in place of a call. A little of that makes the module
# half as fast again, for 12 kB when packed; benches/record/ has the figures.
# Node supports SIMD from version 16. The page also runs in browsers without it.
case " $* " in
*" --profile wasm "*) flags+=("-Cllvm-args=-inline-threshold=40") ;;
*" --profile wasm-node "* | *" --profile wasm-command "*) flags+=("-Ctarget-feature=+simd128") ;;
esac

# The encoded form allows blanks in paths and wins over every other setting of flags.
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; echo "${flags[*]}")
export CARGO_ENCODED_RUSTFLAGS

command=$1
shift
exec cargo "$command" --locked --lib --target wasm32-unknown-unknown "$@"
