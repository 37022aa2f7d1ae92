#!/usr/bin/env bash
# beside.sh HOPPROOF: what kernel IPVS and the engine carry on the same kernel, in the virtual machine, captured like
# every case.
set -euo pipefail
hopproof=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$hopproof" vm run --no-needs --director both --report "$work/report" harness/bench/kernel-beside-engine.yaml >"$work/run" ||
  { cat "$work/run"; exit 1; }
jq -r '
  def carried: capture("(?<rate>[0-9.]+ [KMG]bits/sec)[^\n]*receiver").rate;
  def a_second: capture("Requests/sec: +(?<count>[0-9]+)").count;
  .cases[] | .director as $who | [.steps[].output]
  | "\($who): up \(.[0] | carried), down \(.[1] | carried), datagrams \(.[2] | carried), " +
    "\(.[4] | a_second) new connections/s, \(.[3] | a_second) requests/s"
' "$work/report/run.json"
