#!/usr/bin/env bash
# Writes definitions/ from the published definitions: those of HL7 from a package of the npm registry,
# those of the NHS from the archives named as arguments, and those of its other programmes, which are loaded
# on demand, from NHS_PROGRAMMES. NHS_PROVENANCE is a table that says where each definition in the archives came from.
set -euo pipefail
cd "$(dirname "$0")/.."

package=fhir@3.3.1
integrity='sha512-YXLRgn4TVzWfF5HuoP5mPrzuuRIS34EDe1Z8e1P7f7nQoN81PELZGegoKIi4xMvN4gSSPm/ZS29SJsUjVa82rw=='
files=(profiles-types.json profiles-resources.json profiles-others.json extension-definitions.json
  valuesets.json v2-tables.json v3-codesystems.json)

if [ $# -eq 0 ]; then
  echo "No archive of NHS definitions is named: name yours with NHS_DEFINITIONS='A.tgz B.tgz'." >&2
  exit 1
fi
for file in "$@" "${NHS_PROGRAMMES:?names the archive of other programmes}" "${NHS_PROVENANCE:?names the table of origins}"; do
  if [ ! -f "$file" ]; then
    echo "$file is missing: name yours with NHS_DEFINITIONS='A.tgz B.tgz', NHS_PROGRAMMES=C.tgz and NHS_PROVENANCE=TABLE.tsv." >&2
    exit 1
  fi
done

# Where it came from does not matter, what it holds does.
is_expected() {
  node -e '
    const [file, integrity] = process.argv.slice(1);
    const hash = require("node:crypto").createHash("sha512").update(require("node:fs").readFileSync(file));
    process.exit(`sha512-${hash.digest("base64")}` === integrity ? 0 : 1);
  ' "$1" "$integrity"
}

tarball=.toolchain/${package/@/-}.tgz
if [ ! -f "$tarball" ] || ! is_expected "$tarball"; then
  mkdir -p .toolchain
  echo "Downloading $package"
  npm pack "$package" --ignore-scripts --silent --pack-destination .toolchain >/dev/null
  is_expected "$tarball" || { echo "$package is not the package that it was: its integrity differs." >&2; exit 1; }
fi

hl7=.toolchain/hl7
rm -rf "$hl7"
mkdir -p "$hl7"
tar -xzf "$tarball" -C "$hl7" --strip-components 3 "${files[@]/#/package/profiles/stu3/}"

inputs=(--origin "$package" "${files[@]/#/$hl7/}")
for archive in "$@"; do inputs+=(--origin "$(basename "$archive")" "$archive"); done
inputs+=(--on-demand --origin "$(basename "$NHS_PROGRAMMES")" "$NHS_PROGRAMMES")

cargo run --locked --release --quiet --package itk3-validator-cli -- definitions build "${inputs[@]}" --provenance "$NHS_PROVENANCE" --out definitions
