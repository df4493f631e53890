#!/usr/bin/env bash
# Fuzzes for so many seconds a target, one after the other: `fuzz.sh SECONDS [TARGET…]`, every target unless told.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=$1
shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for file in fuzz/fuzz_targets/*.rs; do targets+=("$(basename "$file" .rs)"); done
fi

tools=$(scripts/cargo-tool.sh cargo-fuzz 0.13.2)
export PATH=$tools:$PATH
node scripts/fuzz-seeds.mjs

# The code has no unsafe, so a sanitizer would find nothing; without one a stable compiler is enough.
options=(--sanitizer none)
cargo fuzz build "${options[@]}"
for target in "${targets[@]}"; do
  dictionary=fuzz/dictionaries/text.dict
  if [ "$target" = fhirpath ]; then dictionary=fuzz/dictionaries/fhirpath.dict; fi
  mkdir -p "fuzz/corpus/$target"
  echo "Fuzzing $target for $seconds seconds"
  if ! cargo fuzz run "${options[@]}" "$target" "fuzz/corpus/$target" -- "-max_total_time=$seconds" -timeout=20 -rss_limit_mb=2048 \
    -max_len=20000 "-dict=$dictionary" "-seed_inputs=@target/fuzz-seeds/$target.list" -print_final_stats=1 2>"target/fuzz-$target.log"; then
    tail -n 60 "target/fuzz-$target.log" | cut -c 1-400 >&2
    echo "Found something: put the file named above into tests/fuzzed/$target/, and mend what is wrong." >&2
    exit 1
  fi
  grep -E 'DONE|number_of_executed_units|average_exec_per_sec' "target/fuzz-$target.log" | sed 's/^/  /'
done
