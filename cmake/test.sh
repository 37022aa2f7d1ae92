#!/usr/bin/env bash
# Builds and runs every test, then says how many of each kind. Called by ./dev test.
set -euo pipefail
cd "$(dirname "$0")/.."

fuzz_seconds=${HOPPROOF_FUZZ_SECONDS:-40}
build=build/dev

# minutes NAME COMMAND...: runs it, and keeps how long it took for the summary.
minutes() {
  local name=$1 begin=$SECONDS status=0
  shift
  "$@" || status=$?
  echo "$name $((SECONDS - begin))" >>"$times"
  return $status
}
times=$build/times
mkdir -p "$build"
: >"$times"

cmake --preset dev >/dev/null
minutes build cmake --build --preset dev
cmake --preset machine >/dev/null
minutes "build for the machine" cmake --build --preset machine
rm -rf "$build/results" "$build"/tests/*.xml

status=0
# One more than processors: labs wait more than they compute.
minutes tests ctest --preset dev --output-junit "$PWD/$build/junit.xml" -j "$(($(nproc) + 1))" "$@" || status=$?

cmake --preset fuzz >/dev/null
minutes "build for fuzzing" cmake --build --preset fuzz --target load_fuzz nat_fuzz rule_lines_fuzz  # `fuzzers` are all of them
minutes fuzzing cmake/fuzz.sh "$fuzz_seconds" || status=$?

cmake/summary.sh "$build/junit.xml" "$build/results" "$times" "$build/tests" || status=$?
exit "$status"
