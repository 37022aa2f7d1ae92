#!/usr/bin/env bash
# Measures and prints; judges only what has a target. Called by ./dev bench, as root.
set -euo pipefail
cd "$(dirname "$0")/.."
hopproof=$PWD/build/hopproof
if [ "${1:-}" = --diagnosis ]; then exec cmake/diagnosis.sh "$hopproof" "${@:2}"; fi
if [ "${1:-}" = --scaling ]; then exec cmake/scaling.sh "$hopproof" "${@:2}"; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

median_ms() { # command...: median wall time of whole processes, in ms
  hyperfine -N --warmup 3 --runs 21 --ignore-failure --export-json "$work/h.json" "$*" >/dev/null 2>&1
  jq '.results[0].median * 1000 | . * 10 | round / 10' "$work/h.json"
}

say() { printf '%-58s %10s   %s\n' "$@"; }

echo "whole processes, median of 21 runs"
floor=$(median_ms build/floor cases/one-arm/4-masquerade.yaml)
pass=$(median_ms "$hopproof" run --no-needs --no-report cases/one-arm/4-masquerade.yaml)
report=$(median_ms "$hopproof" run --no-needs --report "$work/report" cases/one-arm/4-masquerade.yaml)
fail=$(median_ms "$hopproof" run --no-needs --no-report cases/one-arm/3-masquerade-without-conntrack.yaml)
say "floor: namespaces, veths, routes, one exchange" "$floor ms" ""
say "one-arm masquerade case" "$pass ms" "aim: 60 ms, 4 x floor = $(jq -n "$floor*4|round") ms"
say "  the same with HTML, JSON and capture written" "$report ms" ""
say "a case whose probe fails" "$fail ms" "aim: 120 ms"
start=$(date +%s%N)
"$hopproof" why --no-report cases/one-arm/4-masquerade.yaml >"$work/why"
say "why on the one-arm case" "$((($(date +%s%N) - start) / 1000000)) ms" "aim: 300 ms; $(grep "labs run" "$work/why")"
start=$(date +%s%N)
"$hopproof" fix --no-report cases/one-arm/2-dnat-only.yaml >"$work/fix"
say "fix on its DNAT-only step" "$((($(date +%s%N) - start) / 1000000)) ms" "aim: 500 ms"

start=$(date +%s%N)
"$hopproof" run --no-needs --no-report cases >"$work/all" 2>&1 || true
say "all engine cases without their needs" "$((($(date +%s%N) - start) / 1000000)) ms" "aim: 5000 ms; $(tail -n 20 "$work/all" | grep passed,)"

if command -v qemu-system-x86_64 >/dev/null; then
  echo
  echo "kernel IPVS in the virtual machine"
  "$hopproof" vm stop >/dev/null
  start=$(date +%s%N)
  "$hopproof" vm start >"$work/vm"
  say "boot to ready" "$((($(date +%s%N) - start) / 1000000)) ms" "aim: 10000 ms; $(cut -d';' -f1 "$work/vm")"
  start=$(date +%s%N)
  "$hopproof" run --no-needs --no-report --director ipvs cases >"$work/ipvs" 2>&1 || true
  took=$((($(date +%s%N) - start) / 1000000))
  ran=$(grep -cE '^(passed|failed) ' "$work/ipvs" || true)
  say "all cases on kernel IPVS, without their needs" "$took ms" "aim: 240000 ms; $(grep passed, "$work/ipvs" || true)"
  say "  a case" "$((took / (ran > 0 ? ran : 1))) ms" ""
  "$hopproof" vm stop >/dev/null
fi

echo
echo "pure core"
echo "packet by packet and in batches of 64, as the queue delivers them; of nine runs"
build/bench/engine_core_bench --benchmark_enable_random_interleaving=true 2>/dev/null |
  sed -nE 's/\/iterations:[0-9]+\/repeats:9_(best|median) +([0-9.]+) ns.*/ \1 \2/p' | sort -V |
  awk '$2 == "best" { best = $3 } $2 == "median" { printf "  %-32s %6s ns at best, %6s ns median\n", $1, best, $3 }' || true

echo
echo "through the engine and others, in the same namespaces"
cmake/throughput.sh "$hopproof" || true

if command -v qemu-system-x86_64 >/dev/null; then
  echo
  echo "kernel IPVS beside the engine, in the virtual machine, captured like every case"
  cmake/beside.sh "$hopproof" || true
fi

echo
echo "the HTML report"
cmake/report_bench.sh "$hopproof" || true
