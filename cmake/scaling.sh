#!/usr/bin/env bash
# scaling.sh HOPPROOF [--whole]: how cost grows. For each curve and size the processor time of one run of hopproof
# (user and system, the best of three), its largest process and its report; then the exponent: the slope between the last
# two sizes, in logarithms, of what exceeds the smallest size. 1 is linear; n log n is below 1.2 at these sizes.
set -euo pipefail
hopproof=$1
whole=${2:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# deployment SERVERS RULES: a client, a director with that many rules that match nothing, and real servers on one network
deployment() {
  local i
  cat <<'EOT'
case: 1
name: scaling
networks: {lan: {}}
nodes:
  client: {interfaces: {lan: 10.0.0.9/16}, routes: {to-vip: 10.99.0.1 via 10.0.0.1}}
EOT
  echo "  director:"
  echo "    interfaces: {lan: [10.0.0.1/16, 10.99.0.1/24]}"
  echo "    sysctls: {net.ipv4.ip_forward: 1, net.ipv4.vs.conntrack: 1}"
  echo "    ipvs:"
  echo "      - -A -t 10.99.0.1:80 -s rr"
  for ((i = 1; i <= $1; i++)); do echo "      - -a -t 10.99.0.1:80 -r 10.0.1.$i:80 -m"; done
  echo "    iptables:"
  echo "      - -t nat -A POSTROUTING -m ipvs --vaddr 10.99.0.1 -j MASQUERADE"
  for ((i = 1; i <= $2; i++)); do echo "      - -A FORWARD -s 172.16.$((i / 256)).$((i % 256)) -j DROP"; done
  for ((i = 1; i <= $1; i++)); do echo "  s$i: {interfaces: {lan: 10.0.1.$i/16}, serves: [http:80]}"; done
  echo "steps:"
}

probe() { echo "  - probe: {from: client, http: 10.99.0.1:80$1}"; }

# write CURVE SIZE: the cases of that size, into $work/case
write() {
  local i case=$work/case
  rm -rf "$case"
  mkdir "$case"
  case $1 in
    nodes) { deployment $(($2 - 2)) 0; probe ""; } >"$case/1.yaml" ;;
    rules) { deployment 2 "$2"; probe ""; } >"$case/1.yaml" ;;
    connections) { deployment 2 0; probe ", times: $2"; } >"$case/1.yaml" ;;
    packets) { deployment 2 0; probe ", download: $(($2 * 120))"; } >"$case/1.yaml" ;; # seen by a dozen taps
    cases) for ((i = 1; i <= $2; i++)); do { deployment 2 0; probe ""; } >"$case/$i.yaml"; done ;;
  esac
}

# measure CURVE SIZE: "seconds MiB kB" of the best of three runs (one, where it takes long)
measure() {
  local runs=3 i
  write "$1" "$2"
  for ((i = 0; i < runs; i++)); do
    if ! /usr/bin/time -o "$work/time" -f '%U %S %M' "$hopproof" run -q --no-needs --report "$work/report" "$work/case" >"$work/out" 2>&1; then
      cat "$work/out" >&2
      return 1
    fi
    echo "$(tail -n 1 "$work/time") $(du -sk "$work/report" | cut -f1)"
    rm -rf "$work/report"
    [ "$(awk '{print ($1 + $2 > 3)}' <(tail -n 1 "$work/time"))" = 0 ] || break
  done | awk '{ s = $1 + $2; if (NR == 1 || s < best) best = s; m = $3; r = $4 } END { printf "%.3f %.0f %d", best, m / 1024, r }'
}

# exponent SIZE VALUE SIZE VALUE...: of what exceeds the first value, between the last two
exponent() {
  awk -v all="$*" 'BEGIN { n = split(all, x, " ")
    base = x[2]; a = x[n - 2] - base; b = x[n] - base
    if (n < 6 || a <= 0 || b <= 0) { print "-"; exit }
    printf "%.2f", log(b / a) / log(x[n - 1] / x[n - 3]) }'
}

curve() { # NAME SIZE...
  local name=$1 size seconds mib kb times="" memory="" report="" row
  shift
  for size in "$@"; do
    row=$(measure "$name" "$size") || { printf '%-12s %8s   failed\n' "$name" "$size"; return 0; }
    read -r seconds mib kb <<<"$row"
    printf '%-12s %8s %9.2f s %7s MiB %8s kB\n' "$name" "$size" "$seconds" "$mib" "$kb"
    times+=" $size $seconds" memory+=" $size $mib" report+=" $size $kb"
  done
  printf '%-12s %8s %9s   %7s     %8s\n' "$name" exponent "$(exponent $times)" "$(exponent $memory)" "$(exponent $report)"
}

echo "how cost grows: processor time, largest process, report"
if [ "$whole" = --whole ]; then
  curve nodes 4 8 16 32 64
  curve rules 10 64 512 4000
  curve connections 1 100 1000 10000
  curve packets 1000 10000 100000 1000000
  curve cases 10 100 1000
else
  curve nodes 4 16 32 64
  curve rules 10 256 1024 4000
  curve connections 1 500 1000 2000
  curve packets 1000 10000 30000
  curve cases 10 20 40
fi
