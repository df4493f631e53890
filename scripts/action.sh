#!/usr/bin/env bash
# What action.yml runs: annotations for the lines, numbers for the summary of the job, and a SARIF file if one is asked for.
# Its inputs are variables, so that nothing of them is taken for a part of this script.
set -euo pipefail

if [ -n "${ITK3_COMMAND:-}" ]; then
  command=("$ITK3_COMMAND")
else
  command=(npx --yes "itk3-validator@${ITK3_VERSION:?}")
fi

# Lines into words; empty ones are none.
words=()
while IFS= read -r line; do
  line=${line%$'\r'}
  if [ -n "${line// /}" ]; then words+=("$line"); fi
done <<<"${ITK3_ARGUMENTS:-}"
if [ -n "${ITK3_CONFIG:-}" ]; then words+=("--config=$ITK3_CONFIG"); fi
if [ -n "${ITK3_FAIL_ON:-}" ]; then words+=("--fail-on=$ITK3_FAIL_ON"); fi
paths=()
while IFS= read -r line; do
  line=${line%$'\r'}
  if [ -n "${line// /}" ]; then paths+=("$line"); fi
done <<<"${ITK3_PATHS:-.}"

# 1 is a finding, and what comes after is written all the same.
check() {
  local code=0
  "${command[@]}" validate "${words[@]}" "$@" -- "${paths[@]}" || code=$?
  return "$code"
}

code=0
check --format=github || code=$?
if [ -n "${ITK3_SARIF_FILE:-}" ] && [ "$code" -lt 2 ]; then
  check --format=sarif --output="$ITK3_SARIF_FILE" || [ $? -lt 2 ]
  echo "sarif-file=$ITK3_SARIF_FILE" >>"${GITHUB_OUTPUT:-/dev/null}"
fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ "$code" -lt 2 ]; then
  {
    echo '### ITK3 messages'
    echo '```'
    check --statistics --quiet || [ $? -lt 2 ]
    echo '```'
  } >>"$GITHUB_STEP_SUMMARY"
fi
echo "exit-code=$code" >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
