#!/usr/bin/env bash
# throughput.sh HOPPROOF: bulk TCP and new connections a second through nftables DNAT and through the
# engine, in the same namespaces, offloads off, nothing captured.
set -euo pipefail
hopproof=$1
seconds=${HOPPROOF_BENCH_SECONDS:-3}
c=hopproof-bench-c d=hopproof-bench-d s=hopproof-bench-s
work=$(mktemp -d)
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for name in $c $d $s; do ip netns del $name 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

link() { # node interface address/len other-node interface address/len
  ip link add name "$2" netns "$1" type veth peer name "$5" netns "$4"
  for end in "$1 $2 $3" "$4 $5 $6"; do
    set -- $end
    ip -n "$1" addr add "$3" dev "$2"
    ip netns exec "$1" ethtool -K "$2" tx off gso off gro off tso off sg off >/dev/null 2>&1 || true
    ip -n "$1" link set "$2" up
  done
}

for name in $c $d $s; do ip netns add $name; ip -n $name link set lo up; done
link $c eth0 10.0.1.2/24 $d front 10.0.1.1/24
link $s eth0 10.0.2.2/24 $d back 10.0.2.1/24
ip -n $s route add default via 10.0.2.1
ip netns exec $d sysctl -qw net.ipv4.ip_forward=1
ip netns exec $c sysctl -qw net.ipv4.ip_local_port_range='1024 65000' net.ipv4.tcp_tw_reuse=1
mkdir "$work/www"
printf 'ok\n' >"$work/www/index.html"
cat >"$work/nginx.conf" <<EOT
daemon off; worker_processes 1; pid $work/nginx.pid; error_log stderr crit; user root;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 1000000; server { listen 8081 backlog=8192; root $work/www; } }
EOT
ip netns exec $s nginx -p "$work" -c "$work/nginx.conf" & pids+=($!)
ip netns exec $s iperf3 -s -p 5201 >/dev/null & pids+=($!)

ready() { # wait for the listeners, not for time
  for port in 5201 8081; do
    until ip netns exec $s ss -Hltn "sport = :$port" | grep -q .; do :; done
  done
}
measure() { # label
  local up down conns
  up=$(ip netns exec $c iperf3 -c 10.0.1.1 -p 5201 -t "$seconds" -J | jq '.end.sum_received.bits_per_second / 1e7 | round / 100')
  down=$(ip netns exec $c iperf3 -c 10.0.1.1 -p 5201 -t "$seconds" -R -J | jq '.end.sum_received.bits_per_second / 1e7 | round / 100')
  conns=$(ip netns exec $c wrk -t1 -c32 -d "${seconds}s" -H 'Connection: close' http://10.0.1.1:8081/ |
    awk '/Requests\/sec/ {print int($2)} /Socket errors/ {print "errors:" $0 > "/dev/stderr"}')
  printf '%-22s up %6s Gbit/s   down %6s Gbit/s   %7s new connections/s\n' "$1" "$up" "$down" "$conns"
}
ready
ip netns exec $d nft -f - <<'EOT'
table ip bench {
  chain pre { type nat hook prerouting priority -100; ip daddr 10.0.1.1 tcp dport { 5201, 8081 } dnat to 10.0.2.2; }
}
EOT
measure "nftables DNAT"
ip netns exec $d nft delete table ip bench

ip netns exec $d "$hopproof" engine & pids+=($!)
mkdir "$work/bin"
ln -s "$hopproof" "$work/bin/ipvsadm"
ipvsadm() { HOPPROOF_ENGINE=hopproof-engine ip netns exec $d "$work/bin/ipvsadm" "$@"; }
until ipvsadm -Ln >/dev/null 2>&1; do kill -0 "${pids[-1]}"; done
for port in 5201 8081; do
  ipvsadm -A -t 10.0.1.1:$port -s rr
  ipvsadm -a -t 10.0.1.1:$port -r 10.0.2.2:$port -m
done
measure "engine"
