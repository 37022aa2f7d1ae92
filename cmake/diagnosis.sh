#!/usr/bin/env bash
# diagnosis.sh HOPPROOF [OPTION...]: runs all cases and holds the findings that they expect against those that
# were reported. Fails when a cause was taken for another one, or does not come first in its list.
set -euo pipefail
cd "$(dirname "$0")/.."
hopproof=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$hopproof" run --no-report --json "$work/run.json" "$@" cases >"$work/out" 2>&1 || true
tail -n 3 "$work/out"
"$hopproof" explain findings | awk '{print $1}' >"$work/known"

# Every `finding:` of a step: what was wanted, what was seen, in the order in which they take effect.
jq -r '
  .cases[] | select(.verdict == "passed" or .verdict == "failed") | . as $case
  | .steps[] | select(.verdict != "skipped") | . as $step | .finding_claims[]?
  | . as $claim | "\($case.file | sub(".*cases/"; "")) step \($step.number)" as $where
  | (if $claim.wanted == [] then [["none", "none", (if $claim.seen == [] then 0 else -1 end)]]
     else [$claim.wanted | to_entries[] | .key as $at | .value as $id
       | [$id, (if ($claim.seen | index($id)) != null then $id else ($claim.seen[$at] // "nothing") end),
          (($claim.seen | index($id)) // -1) - $at]] end
     + [$claim.seen[] | select(. as $id | $claim.wanted | index($id) | not) | ["none", ., -1]])[]
  | [.[0], .[1], (.[2] | tostring), $where] | @tsv' "$work/run.json" >"$work/claims"

awk -F '\t' -v known="$work/known" '
  { total[$1]++; cell[$1, $2]++; column[$2] = 1
    if ($1 != $2) wrong = wrong sprintf("  %s: expected %s, reported %s\n", $4, $1, $2)
    else if ($3 != 0) late = late sprintf("  %s: %s does not come where it is expected\n", $4, $1) }
  END {
    printf "\n%-34s %5s   %s\n", "expected", "times", "reported as"
    while ((getline id < known) > 0) order[++n] = id
    order[++n] = "none"
    for (i = 1; i <= n; i++) {
      id = order[i]
      if (!(id in total)) { if (id != "none") missing = missing " " id; continue }
      line = ""
      for (c in column) if ((id, c) in cell) line = line sprintf("%s %d  ", c, cell[id, c])
      printf "%-34s %5d   %s\n", id, total[id], line
    }
    printf "\nnot expected by any case that ran:%s\n", missing == "" ? " -" : missing
    if (wrong != "") printf "\noff the diagonal:\n%s", wrong
    if (late != "") printf "\nnot first in their list:\n%s", late
    if (wrong == "" && late == "") print "no entry off the diagonal; every cause comes where it is expected"
    exit wrong != "" || late != ""
  }' "$work/claims"
