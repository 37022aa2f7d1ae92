#!/usr/bin/env bash
# merged_report.sh HOPPROOF RESULTS REPORT: one report of all the cases that ctest ran, at the end.
set -euo pipefail
hopproof=$1 results=$2 report=$3
runs=()
for director in engine ipvs both; do
  [ -d "$results/$director" ] && runs+=("$results/$director")
done
[ ${#runs[@]} -gt 0 ] || {
  echo "skipped: no case ran"
  exit 77
}
exec "$hopproof" report "${runs[@]}" --report "$report" --junit "$report/junit.xml"
