#!/usr/bin/env bash
# throughput.sh HOPPROOF: bulk TCP, requests, new connections and UDP packets a second through plain
# forwarding, nftables DNAT, haproxy, nginx stream, NFQUEUE alone and the engine, in the same namespaces; nothing
# is captured. Once with offloads off, as labs have it, and once on; all take turns several times, as a machine that
# others use too is at times half as fast.
set -euo pipefail
hopproof=$1
seconds=${HOPPROOF_BENCH_SECONDS:-1} rounds=${HOPPROOF_BENCH_ROUNDS:-5}
c=hopproof-bench-c d=hopproof-bench-d s=hopproof-bench-s
bulk=5201 first_web=8081 last_web=8299 vip=10.0.1.1 rip=10.0.2.2
# Each contestant has a port of its own: what is left of connections in TIME_WAIT would slow down the next one.
web=$first_web
work=$(mktemp -d)
pids=()
stop() { kill "$1" 2>/dev/null && wait "$1" 2>/dev/null || true; }
cleanup() {
  for pid in "${pids[@]}"; do stop "$pid"; done
  for name in $c $d $s; do ip netns del $name 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

link() { # node interface address/len other-node interface address/len
  ip link add name "$2" netns "$1" type veth peer name "$5" netns "$4"
  for end in "$1 $2 $3" "$4 $5 $6"; do
    set -- $end
    ip -n "$1" addr add "$3" dev "$2"
    ip -n "$1" link set "$2" up
  done
}
offloads() { # on|off
  for end in "$c eth0" "$d front" "$d back" "$s eth0"; do
    set -- "$1" $end
    ip netns exec "$2" ethtool -K "$3" tx "$1" sg "$1" gso "$1" gro "$1" tso "$1" >/dev/null 2>&1 || true
  done
}

for name in $c $d $s; do ip netns add $name; ip -n $name link set lo up; done
link $c eth0 10.0.1.2/24 $d front $vip/24
link $s eth0 $rip/24 $d back 10.0.2.1/24
ip -n $s route add default via 10.0.2.1
ip -n $c route add 10.0.2.0/24 via $vip
ip netns exec $d sysctl -qw net.ipv4.ip_forward=1
ip netns exec $c sysctl -qw net.ipv4.ip_local_port_range='1024 65000' net.ipv4.tcp_tw_reuse=1
ip netns exec $d sysctl -qw net.ipv4.ip_local_port_range='1024 65000' net.ipv4.tcp_tw_reuse=1
mkdir "$work/www"
printf 'ok\n' >"$work/www/index.html"
cat >"$work/server.conf" <<EOT
daemon off; worker_processes 1; pid $work/server.pid; error_log stderr crit; user root;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 10000000; server { $(for ((p = first_web; p <= last_web; p++)); do printf 'listen %s backlog=8192; ' $p; done) root $work/www; } }
EOT
ip netns exec $s nginx -p "$work" -c "$work/server.conf" & pids+=($!)
ip netns exec $s iperf3 -s -p $bulk >/dev/null & pids+=($!)

listening() { # namespace port
  until ip netns exec "$1" ss -Hltn "sport = :$2" | grep -q .; do :; done
}
gigabits() { # iperf3 options
  ip netns exec $c iperf3 -p $bulk -t "$seconds" -J "$@" | jq '.end.sum_received.bits_per_second / 1e7 | round / 100'
}
a_second() { # wrk options
  ip netns exec $c wrk -t1 -c32 -d "${seconds}s" "$@" | awk '/Requests\/sec/ {print int($2)}'
}
datagrams() {
  ip netns exec $c iperf3 -p $bulk -t "$seconds" -J -u -b 0 -l 64 -c "$1" |
    jq '(.end.sum.packets - .end.sum.lost_packets) / .end.sum.seconds | round'
}
measure() { # label address udp?
  local up down fresh kept udp=-
  up=$(gigabits -c "$2")
  down=$(gigabits -R -c "$2")
  fresh=$(a_second -H 'Connection: close' "http://$2:$web/")
  kept=$(a_second "http://$2:$web/")
  if [ "$3" = udp ]; then udp=$(datagrams "$2"); fi
  echo "$1|$up|$down|$fresh|$kept|$udp" >>"$work/figures"
  web=$((web + 1))
}

# The median of each contestant's runs, and the best one.
print_figures() {
  awk -F'|' '
    function sorted(name, field,   n, i, j, swap) {
      n = split(figures[name, field], runs, " ")
      for (i = 2; i <= n; i++)
        for (j = i; j > 1 && runs[j] + 0 < runs[j - 1] + 0; j--) { swap = runs[j]; runs[j] = runs[j - 1]; runs[j - 1] = swap }
      return runs[int((n + 1) / 2)] " (" runs[n] ")"
    }
    !($1 in known) { known[$1]; names[++count] = $1 }
    { for (field = 2; field <= 6; field++) figures[$1, field] = figures[$1, field] " " $field }
    END {
      for (i = 1; i <= count; i++) {
        name = names[i]
        printf "%-16s up %13s down %13s Gbit/s %14s new connections/s %15s requests/s %15s datagrams/s\n", name,
          sorted(name, 2), sorted(name, 3), sorted(name, 4), sorted(name, 5), sorted(name, 6)
      }
    }' "$work/figures"
}

dnat() {
  ip netns exec $d nft -f - <<EOT
table ip bench {
  chain pre { type nat hook prerouting priority -100; ip daddr $vip meta l4proto { tcp, udp } th dport { $bulk, $web } dnat to $rip; }
}
EOT
  measure "nftables DNAT" $vip udp
  ip netns exec $d nft delete table ip bench
  ip netns exec $d conntrack -F >/dev/null 2>&1 || true
}
# What NFQUEUE itself leaves of plain forwarding, with a listener that lets everything go on as it came.
queue_alone() {
  ip netns exec $d build/queue_floor & local pid=$!
  ip netns exec $d iptables -t mangle -A FORWARD -j NFQUEUE --queue-num 18512
  measure "queue alone" $rip udp
  ip netns exec $d nft delete table ip mangle  # its chains cost something even when they are empty
  stop $pid
}
haproxy_tcp() {
  command -v haproxy >/dev/null || { echo "haproxy          not installed"; return; }
  {
    printf 'global\n  maxconn 8192\ndefaults\n  mode tcp\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n'
    for port in $bulk $web; do
      printf 'listen p%s\n  bind %s:%s backlog 8192\n  server s %s:%s\n' $port $vip $port $rip $port
    done
  } >"$work/haproxy.cfg"
  ip netns exec $d haproxy -f "$work/haproxy.cfg" -db & local pid=$!
  listening $d $web
  measure haproxy $vip tcp
  stop $pid
}
nginx_stream() {
  local module=/usr/lib/nginx/modules/ngx_stream_module.so
  [ -e $module ] || { echo "nginx stream     not installed"; return; }
  cat >"$work/stream.conf" <<EOT
load_module $module;
daemon off; worker_processes 2; pid $work/stream.pid; error_log stderr crit; user root;
events { worker_connections 8192; }
stream {
  server { listen $vip:$bulk backlog=8192; proxy_pass $rip:$bulk; }
  server { listen $vip:$web backlog=8192; proxy_pass $rip:$web; }
  server { listen $vip:$bulk udp; proxy_pass $rip:$bulk; }
}
EOT
  ip netns exec $d nginx -p "$work" -c "$work/stream.conf" & local pid=$!
  listening $d $web
  measure "nginx stream" $vip udp
  stop $pid
}
engine() {
  ip netns exec $d "$hopproof" engine & local pid=$!
  mkdir -p "$work/bin"
  ln -sf "$hopproof" "$work/bin/ipvsadm"
  ipvsadm() { HOPPROOF_ENGINE=hopproof-engine ip netns exec $d "$work/bin/ipvsadm" "$@"; }
  until ipvsadm -Ln >/dev/null 2>&1; do kill -0 $pid; done
  for service in "-t $vip:$bulk" "-t $vip:$web" "-u $vip:$bulk"; do
    ipvsadm -A $service -s rr
    ipvsadm -a $service -r $rip:${service##*:} -m
  done
  measure engine $vip udp
  stop $pid
}

listening $s $bulk
listening $s $web
forward() { measure "plain forwarding" $rip udp; }
for mode in off on; do
  echo "offloads $mode, the median of $rounds runs (the best)"
  offloads $mode
  : >"$work/figures"
  for ((round = 0; round < rounds; round++)); do
    for contestant in ${HOPPROOF_BENCH_ONLY:-forward dnat haproxy_tcp nginx_stream queue_alone engine}; do $contestant; done
  done
  print_figures
done
