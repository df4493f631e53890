#!/usr/bin/env bash
# Installs the front end's development packages, once per version of the lock file.
set -euo pipefail
cd "$(dirname "$0")/../www"

stamp=node_modules/.installed-lock.json
cmp -s package-lock.json "$stamp" && exit 0

echo 'Installing npm packages'
# No package here needs its install script, so none is run.
npm ci --ignore-scripts --no-fund --no-audit --loglevel=error
cp package-lock.json "$stamp"
