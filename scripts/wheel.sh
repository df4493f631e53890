#!/usr/bin/env bash
# Builds the wheel for this system into target/wheels/ and prints its path. maturin knows what it has built already.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$(scripts/python-env.sh build python/requirements/build.txt)
rm -rf target/wheels
"$tools/maturin" build --quiet --release --locked --manifest-path python/Cargo.toml --interpreter "$tools/python" --out target/wheels >&2
ls target/wheels/*.whl
