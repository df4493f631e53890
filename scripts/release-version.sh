#!/usr/bin/env bash
# Makes sure that a tag is the version of Cargo.toml, and that the changelog has it: `release-version.sh v0.1.0`.
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"$/\1/p' Cargo.toml)
if [ "$1" != "v$version" ]; then
  echo "The tag $1 is not v$version, the version in Cargo.toml." >&2
  exit 1
fi
if ! grep -qE "^## ${version//./\\.}( |\$)" CHANGELOG.md || grep -qF "## $version (unreleased)" CHANGELOG.md; then
  echo "CHANGELOG.md needs the heading '## $version' with a date." >&2
  exit 1
fi
if grep -q '^repository = ".*/OWNER/' Cargo.toml; then
  echo 'Cargo.toml still has a placeholder for the address of the repository.' >&2
  exit 1
fi
