#!/usr/bin/env bash
# Prints the folder of a tool for cargo, or nothing where it is installed already; builds it first: `cargo-tool.sh NAME VERSION`.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$PWD/.toolchain/cargo
if [ ! -x "$tools/bin/$1" ] && command -v "$1" >/dev/null; then
  dirname "$(command -v "$1")"
  exit 0
fi
if [ ! -x "$tools/bin/$1" ]; then
  echo "Building $1 $2" >&2
  cargo install --locked --quiet --root "$tools" "$1" --version "$2" >&2
fi
echo "$tools/bin"
