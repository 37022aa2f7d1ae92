#!/usr/bin/env bash
# Builds and runs every test, then says how many of each kind. Called by ./dev test.
set -euo pipefail
cd "$(dirname "$0")/.."

fuzz_seconds=${HOPPROOF_FUZZ_SECONDS:-60}
build=build/dev

cmake --preset dev >/dev/null
cmake --build --preset dev
cmake --preset machine >/dev/null
cmake --build --preset machine
rm -rf "$build/results"

status=0
ctest --preset dev --output-junit "$PWD/$build/junit.xml" -j "$(nproc)" "$@" || status=$?

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target load_fuzz nat_fuzz rule_lines_fuzz  # `fuzzers` are all of them
cmake/fuzz.sh "$fuzz_seconds" || status=$?

cmake/summary.sh "$build/junit.xml" "$build/results" || status=$?
exit "$status"
