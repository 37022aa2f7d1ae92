#!/usr/bin/env bash
# summary.sh JUNIT RESULTS TIMES UNITS: counts the tests by kind, lists why cases were skipped, says how long each step took
# (lines "NAME SECONDS"; UNITS is the folder of GoogleTest's own reports), and fails when a kind of test did not run at all.
set -euo pipefail
junit=$1 results=$2 times=$3 units=$4
echo
awk '
  /<testsuites / { match($0, /tests="[0-9]+/); total["unit"] += substr($0, RSTART + 7, RLENGTH - 7)
    match($0, /failures="[0-9]+/); failed["unit"] += substr($0, RSTART + 10, RLENGTH - 10) }
  FILENAME != junit { if (/<skipped /) skipped["unit"]++; next }
  /<testcase / {
    match($0, /name="[a-z]+/); kind = substr($0, RSTART + 6, RLENGTH - 6)
    if ($0 ~ /name="case\.ipvs\./) kind = "ipvs"
    match($0, /status="[a-z]+/); status = substr($0, RSTART + 8, RLENGTH - 8)
    if (kind == "unit") next  # a program of many tests: its own report counts them
    total[kind]++; if (status == "fail") failed[kind]++; else if (status != "run") skipped[kind]++
  }
  END {
    split("unit case ipvs both mustfail parse leak user arch lab vm why fix lint differential app format report package", kinds)
    split("unit case mustfail parse leak why fix differential package", needed)
    for (i = 1; i in kinds; i++) {
      k = kinds[i]; printf "  %-9s %4d tests, %d failed, %d skipped\n", k, total[k], failed[k], skipped[k]
      all += total[k]; bad += failed[k]; not_run += skipped[k]
    }
    for (i = 1; i in needed; i++)
      if (total[needed[i]] == skipped[needed[i]]) { print "no " needed[i] " test ran: that is no pass"; none = 1 }
    printf "\n%d passed, %d failed, %d skipped\n", all - bad - not_run, bad, not_run
    exit none
  }' junit="$junit" "$units"/*.xml "$junit" >"$junit.summary" || status=$?
grep -rhoE '"reason": "[^"]+"' "$results" --include=run.json 2>/dev/null | sort | uniq -c |
  sed -E 's/^ *([0-9]+) "reason": "(.*)"$/  skipped \1: \2/' || true
grep -hoE '<skipped message="[^"]*"' "$units"/*.xml | sed -E 's/^<skipped message="(.*)"$/  skipped: \1/' | sort | uniq -c || true
# Tests of the reports that could not run here say so themselves.
grep -hE '^skipped: |<system-out>skipped: ' "$junit" | sed -E 's/<[^>]*>//g; s/^ */  /' | sort | uniq -c || true
cat "$junit.summary"
awk '{ seconds = $NF; all += seconds; sub(/ [0-9]+$/, ""); printf "%s%s %d:%02d", (NR > 1 ? ", " : ""), $0, seconds / 60, seconds % 60 }
  END { printf "; together %d:%02d minutes\n", all / 60, all % 60 }' "$times"
if [ -e "${results%/*}/report/index.html" ]; then echo "report of all cases: ${results%/*}/report/index.html"; fi
exit "${status:-0}"
