#!/usr/bin/env bash
# fuzz.sh SECONDS: the case loader for SECONDS, each other target for a quarter of it, from the seed corpora.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=$1
bin=build/fuzz/fuzz
mkdir -p build/fuzz/corpus
run() { # target seconds seeds...
  local target=$1 time=$2
  shift 2
  mkdir -p "build/fuzz/corpus/$target"
  echo "fuzz $target: ${time} s"
  "$bin/$target" -max_total_time="$time" -timeout=10 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/" "build/fuzz/corpus/$target" "$@" 2>&1 |
    grep -E 'ERROR|SUMMARY|number_of_executed_units|Test unit|runtime error' || true
  return "${PIPESTATUS[0]}"
}
run load_fuzz "$seconds" cases/*
for target in "$bin"/*_fuzz; do
  name=$(basename "$target")
  [ "$name" = load_fuzz ] || run "$name" $((seconds / 4))
done
