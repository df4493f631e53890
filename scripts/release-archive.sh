#!/usr/bin/env bash
# Packs the built command of a target with its licence, after it was run once: `release-archive.sh TARGET FOLDER`.
set -euo pipefail
cd "$(dirname "$0")/.."

built=${CARGO_TARGET_DIR:-target}/$1/release
command=itk3-validator
case $1 in *-windows-*) command=itk3-validator.exe ;; esac
"$built/$command" validate --quiet www/examples/send-document.xml

name=itk3-validator-$1
packed=target/release-archive
rm -rf "$packed"
mkdir -p "$packed/$name" "$2"
cp "$built/$command" LICENSE NOTICE CHANGELOG.md "$packed/$name/"
cp cli/README.md "$packed/$name/README.md"
mkdir "$packed/$name/man" "$packed/$name/completions"
"$built/$command" man --output-folder "$packed/$name/man"
for shell in bash zsh fish powershell elvish; do
  "$built/$command" completions "$shell" >"$packed/$name/completions/itk3-validator.$shell"
done
out=$PWD/$2
cd "$packed"
# Windows opens a zip without more; its tar, which is bsdtar, writes one.
case $1 in
*-windows-*) "${SYSTEMROOT:?}/System32/tar.exe" -a -c -f "$name.zip" "$name" && mv "$name.zip" "$out/" ;;
*) tar -czf "$out/$name.tar.gz" "$name" ;;
esac
