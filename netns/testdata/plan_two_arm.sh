#!/bin/sh
# two arms rm -rf /
#
# Run this as root. Every node becomes a network namespace of its own name.
# A new namespace takes net.ipv4.conf.all and .default from the host: look there first
# if it behaves differently from `hopproof run`, which sets them to the kernel's defaults.
set -e

# Nodes
ip netns add client
ip netns add director
ip netns add rs1

# Sysctls of director
ip netns exec director sysctl -qw net.ipv4.ip_forward=1

# Network front
ip link add name front netns client address 02:00:0a:01:00:09 mtu 1500 type veth peer name front netns director address 02:00:0a:01:00:01 mtu 1500

# Network back
ip link add name back netns director address 02:00:0a:02:00:01 mtu 1400 type veth peer name back netns rs1 address 02:00:0a:02:00:05 mtu 1400

# Node client
ip -n client link set dev lo up
ip -n client link set dev front up
ip -n client address add 10.1.0.9/24 dev front
ip -n client route add 10.99.0.1 via 10.1.0.1
ip -n client route add 10.2.0.0/24 via 10.1.0.1

# Node director
# Not plugged in, like a dummy: a bridge without ports
ip -n director link add name kube-ipvs0 address 02:00:0a:63:00:01 arp off type bridge
ip netns exec director sysctl -qw net.ipv4.conf.back.rp_filter=1
ip -n director link set dev lo up
ip -n director link set dev front up
ip -n director address add 10.1.0.1/24 dev front
ip -n director link set dev back up
ip -n director address add 10.2.0.1/24 dev back
ip -n director address add 2001:db8:2::1/64 dev back nodad
ip -n director link set dev kube-ipvs0 up
ip -n director address add 10.99.0.1/32 dev kube-ipvs0
ip -n director rule add from 10.2.0.5 lookup 100

# Node rs1
ip -n rs1 link set dev lo up
ip -n rs1 link set dev back up
ip -n rs1 address add 10.2.0.5/24 dev back
ip -n rs1 address add 2001:db8:2::5/64 dev back nodad
ip -n rs1 route add default via 10.2.0.1
ip -n rs1 -6 route add default via 2001:db8:2::1

# Clean up when done
# ip netns delete client
# ip netns delete director
# ip netns delete rs1
