#!/usr/bin/env bash
# Says in one sentence what is missing and how to get it. Installs nothing.
set -euo pipefail

missing() {
  echo "$1" >&2
  exit 1
}

command -v cargo >/dev/null && command -v rustc >/dev/null ||
  missing 'Rust is missing: install it with rustup (https://rustup.rs) or your package manager, then run make again.'
command -v node >/dev/null ||
  missing 'Node.js is missing: install version 20 or later (https://nodejs.org), then run make again.'
node -e 'process.exit(parseInt(process.versions.node) >= 20 ? 0 : 1)' ||
  missing "Node.js $(node --version) is too old: install version 20 or later (https://nodejs.org), then run make again."
command -v npm >/dev/null ||
  missing 'npm is missing: it comes with Node.js (https://nodejs.org); some systems have it in a package of its own, "npm".'
