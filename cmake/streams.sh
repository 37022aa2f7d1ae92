#!/usr/bin/env bash
# streams.sh HOPPROOF CASE: output that cannot be written is an error (4), a reader that has gone ends a command quietly
# (141), and every interruption is 130.
set -uo pipefail
hopproof=$1 case_file=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch
"$hopproof" doctor --require lab >"$scratch/doctor" || {
  cat "$scratch/doctor"
  exit 77
}
bad=0

# A pipe that nobody reads any more.
mkfifo "$scratch/pipe"
exec 9<>"$scratch/pipe" 8>"$scratch/pipe"
exec 9>&-
no_reader() { "$@" >&8; }

full() { "$@" >/dev/full; }
closed() { "$@" >&-; }
all_closed() { "$@" <&- >&- 2>&-; }

# ends STATUS HOW WORDS...: hopproof, started so, ends with this status.
ends() {
  local wanted=$1 how=$2 status
  shift 2
  "$how" "$hopproof" "$@" 2>"$scratch/err" >"$scratch/out"
  status=$?
  [ "$status" = "$wanted" ] && return
  echo "$how: hopproof $*: exit $status, not $wanted"
  head -5 "$scratch/err"
  bad=1
}
# quietly STATUS HOW WORDS...: and says nothing.
quietly() {
  ends "$@"
  [ ! -s "$scratch/err" ] || { echo "$2: hopproof ${*:3} says $(head -1 "$scratch/err")"; bad=1; }
}

run="run --no-needs --no-report"
for words in "$run $case_file" "plan $case_file" "list $case_file" "lint $case_file" "why --no-report $case_file" \
  "explain findings" --help; do
  for how in full closed all_closed; do
    # shellcheck disable=SC2086  # words
    ends 4 "$how" $words
  done
done
# shellcheck disable=SC2086
{
  ends 4 full $run --json - "$case_file"
  ends 4 full $run --events "$case_file"
  ends 4 env $run --events=/dev/full "$case_file"
  ends 4 env $run --junit /dev/full "$case_file"
  GITHUB_STEP_SUMMARY=/dev/full ends 4 env $run --github "$case_file"
  ends 0 env $run --events=/dev/null --junit /dev/null "$case_file"
  quietly 141 no_reader list "$case_file"
  quietly 141 no_reader $run "$case_file"
  quietly 141 no_reader $run --events "$case_file"
}

# A step that takes longer than anybody waits for: the run is under way when its first event is there.
sed '/^steps:/a\  - client: sleep 50' "$case_file" >"$scratch/long.yaml"
mkfifo "$scratch/events"
exec 7<>"$scratch/events"
for signal in INT TERM HUP; do
  # Not in the background of this shell, which would let it ignore SIGINT.
  (
    trap - INT
    exec "$hopproof" run --no-needs --no-report --events="$scratch/events" "$scratch/long.yaml" >"$scratch/out" 2>&1
  ) &
  pid=$!
  until read -r event <&7 && [[ $event == *case-started* ]]; do :; done
  kill -"$signal" "$pid"
  wait "$pid"
  status=$?
  [ "$status" = 130 ] || { echo "SIG$signal: exit $status, not 130"; cat "$scratch/out"; bad=1; }
done
[ "$(find "$scratch" -maxdepth 1 -name 'hopproof-*' | wc -l)" = 0 ] || { echo "scratch folders remain"; bad=1; }
exit "$bad"
