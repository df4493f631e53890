#!/usr/bin/env bash
# Prints the path of a Chromium; installs it first where that is possible.
set -euo pipefail

find_browser() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [ -n "$name" ] && command -v "$name"; then return; fi
  done
  for name in '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' /Applications/Chromium.app/Contents/MacOS/Chromium; do
    if [ -x "$name" ]; then
      echo "$name"
      return
    fi
  done
  return 1
}

install_browser() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo 'Installing Chromium for the tests of the page' >&2
  local install=(apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends chromium fonts-dejavu-core fonts-liberation)
  export DEBIAN_FRONTEND=noninteractive
  "${install[@]}" >/dev/null 2>&1 || { apt-get -qq update && "${install[@]}" >/dev/null; } >&2
}

if find_browser; then exit 0; fi
if install_browser && find_browser; then exit 0; fi
echo 'No Chromium found for the tests of the page: install Chromium or Chrome, or set CHROMIUM to its path.' >&2
exit 1
