#!/usr/bin/env bash
# Checks what the project is built with: licences and sources of crates, and published advisories for crates and npm packages.
# Lists of advisories are fetched; one that cannot be reached is named, and fails nothing unless AUDIT_STRICT is set.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=$(scripts/cargo-tool.sh cargo-deny 0.20.2)
export PATH=$tools:$PATH
log=.toolchain/audit.log
unreached=()
failed=0
cargo fetch --locked --quiet

check() {
  echo "Checking $1 of crates"
  cargo deny --log-level error --frozen check --hide-inclusion-graph "${@:2}" || failed=1
}

check 'licences, sources and bans' licenses sources bans
if timeout 120 cargo deny --locked fetch db >"$log" 2>&1; then
  check advisories advisories
else
  unreached+=('the RustSec advisory database')
fi

# The packages of docs-site/recipes and benches are left out: other people's site generators and parsers, of which nothing is shipped.
for folder in www tests/consumers docs-site editors/vscode; do
  echo "Checking advisories of npm packages in $folder"
  if (cd "$folder" && timeout 120 npm audit --json) >"$log" 2>/dev/null; then continue; fi
  # A failure is either a list of vulnerabilities or an error of the registry.
  if node -e '
    const { vulnerabilities } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    if (!vulnerabilities) process.exit(1);
    for (const { name, severity, range } of Object.values(vulnerabilities)) console.log(`  ${name} ${range}: ${severity}`);
  ' "$log" 2>/dev/null; then
    failed=1
  else
    unreached+=("the advisories of the npm registry for $folder")
  fi
done

for list in ${unreached[@]+"${unreached[@]}"}; do echo "NOT CHECKED: $list could not be reached" >&2; done
if [ -n "${AUDIT_STRICT:-}" ] && [ ${#unreached[@]} -gt 0 ]; then failed=1; fi
exit "$failed"
