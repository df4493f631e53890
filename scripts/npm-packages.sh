#!/usr/bin/env bash
# Installs the development packages of a folder, once per version of its lock file: `npm-packages.sh [FOLDER]`, www unless told.
set -euo pipefail
cd "$(dirname "$0")/../${1:-www}"

stamp=node_modules/.installed-lock.json
cmp -s package-lock.json "$stamp" && exit 0

echo "Installing npm packages for ${1:-www}"
# No package here needs its install script, so none is run.
npm ci --ignore-scripts --no-fund --no-audit --loglevel=error
cp package-lock.json "$stamp"
