#!/usr/bin/env bash
# Prints what the changelog says of the version in Cargo.toml.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
awk -v heading="## $version" '/^## / { inside = index($0 " ", heading " ") == 1; next } inside' CHANGELOG.md
