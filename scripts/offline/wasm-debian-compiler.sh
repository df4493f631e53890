#!/usr/bin/env bash
# Last resort, where no sources fit the compiler: Debian's rustc-web, cargo-web and rust-web-src,
# which always are of one version. Needs root. They serve the module alone, never the native build.
set -euo pipefail
cd "$(dirname "$0")/../.."

toolchain=$PWD/.toolchain
log=$toolchain/debian-compiler.log
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 1

install() {
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends "$@" >>"$log" 2>&1
}
packages=(rustc-web cargo-web rust-web-src)
install "${packages[@]}" || { apt-get -qq update >>"$log" 2>&1 && install "${packages[@]}"; }

# The linker of the ordinary toolchain, or else LLVM's.
host=$(rustc -vV | awk '/^host/ {print $2}')
linker=$(rustc --print sysroot)/lib/rustlib/$host/bin/rust-lld
if [ ! -x "$linker" ]; then
  install lld-19
  linker=/usr/bin/wasm-ld-19
fi

version=$(/usr/bin/rustc --version | awk '{print $2}')
echo "Compiling the standard library $version for wasm32 (once, about a minute)"
RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo scripts/offline/wasm-std.sh "/usr/src/rustc-$version/library"

# One sysroot with both libraries, known to every caller of this rustc.
ln -sfn "/usr/lib/rustlib/$host" "$toolchain/sysroot/lib/rustlib/$host"
mkdir -p "$toolchain/bin"
printf '#!/bin/sh\nexec /usr/bin/rustc --sysroot "%s" "$@"\n' "$toolchain/sysroot" >"$toolchain/bin/rustc"
chmod +x "$toolchain/bin/rustc"
ln -sfn /usr/bin/cargo "$toolchain/bin/cargo"
cat >"$toolchain/env" <<ENV
export PATH='$toolchain/bin':"\$PATH"
export WASM_SYSROOT='$toolchain/sysroot'
export WASM_WITHOUT_CLIPPY=1
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER='$linker'
ENV
