#!/usr/bin/env bash
# leak.sh HOPPROOF CASE SIGNAL TIMES: ends a running hopproof with SIGNAL at TIMES random moments and
# checks each time that no namespace, veth, process or firewall rule of it remains.
set -euo pipefail
hopproof=$1 case_file=$2 signal=$3 times=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
marker=HOPPROOF_LEAK_TEST=$$.$RANDOM

"$hopproof" doctor --require lab >"$scratch/doctor" || {
  cat "$scratch/doctor"
  exit 77
}

# Processes of this test are known by a word in their environment, wherever they are.
ours() { grep -lzsx -- "$marker" /proc/[0-9]*/environ 2>/dev/null | grep -v "^/proc/$$/" | wc -l; }
veths() { ip -o link show type veth | wc -l; }
rules() { iptables-save 2>/dev/null | grep -cv '^[#:*C]' || true; }
names() { find /run/netns -name 'hopproof*' 2>/dev/null | wc -l; }
folders() { find "$scratch" -maxdepth 1 -name 'hopproof-*' | wc -l; }

# A namespace without a name lives as long as a process or a descriptor is in it: with the processes
# they are gone.
state() { echo "veths $(veths) rules $(rules) names $(names)"; }

# SIGKILL of a namespace's init is not instant: the kernel reaps what was in it. Waits for that end
# by watching it, at most 10 s.
wait_until_gone() {
  local turns=0
  while [ "$(ours)" -gt 0 ] || [ "$(state)" != "$before" ]; do
    turns=$((turns + 1))
    [ "$turns" -lt 200 ] || return 1
    read -rt 0.05 <> <(:) || true
  done
}

export TMPDIR=$scratch
before=$(state)
reached=0
for turn in $(seq "$times"); do
  env "$marker" "$hopproof" run --report "$scratch/report" "$case_file" >"$scratch/out" 2>&1 &
  pid=$!
  # A random moment of a run: between nothing and a bit more than a whole one.
  read -rt "0.$(printf '%03d' $((RANDOM % 900)))" <> <(:) || true
  kill -0 "$pid" 2>/dev/null && reached=$((reached + 1))
  kill -"$signal" "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  [ "$signal" = KILL ] || [ "$(folders)" = 0 ] || {
    echo "after SIG$signal at turn $turn: $(folders) scratch folders remain"
    exit 1
  }
  wait_until_gone || {
    echo "after SIG$signal at turn $turn: $(ours) processes remain; before: $before; now: $(state)"
    exit 1
  }
done
[ "$reached" -gt 0 ] || { echo "no run was still alive when it was to be ended"; exit 1; }
"$hopproof" run --report "$scratch/report" "$case_file" >/dev/null
[ "$(folders)" = 0 ] || { echo "$(folders) scratch folders remain after a whole run"; exit 1; }
echo "$times ends with SIG$signal, $reached of them in mid-run: nothing remains"
