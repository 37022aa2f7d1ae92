#!/bin/sh
# one arm
#
# Run this as root. Every node becomes a network namespace of its own name.
# A new namespace takes net.ipv4.conf.all and .default from the host: look there first
# if it behaves differently from `hopproof run`, which sets them to the kernel's defaults.
set -e
modprobe ip_vs

# Nodes
ip netns add client
ip netns add director
ip netns add rs1
ip netns add rs2

# Switches live in a namespace of their own, where nothing filters their frames
ip netns add hopproof-switches
ip netns exec hopproof-switches sysctl -qw net.ipv6.conf.default.disable_ipv6=1
ip netns exec hopproof-switches sysctl -eqw net.bridge.bridge-nf-call-iptables=0
ip netns exec hopproof-switches sysctl -eqw net.bridge.bridge-nf-call-ip6tables=0
ip netns exec hopproof-switches sysctl -eqw net.bridge.bridge-nf-call-arptables=0

# Sysctls of director
ip netns exec director sysctl -qw net.ipv4.ip_forward=1
ip netns exec director sysctl -qw net.ipv4.vs.conntrack=1

# Network lan
ip -n hopproof-switches link add name switch1 mtu 1500 type bridge stp_state 0 mcast_snooping 0
ip -n hopproof-switches link set dev switch1 up
ip link add name lan netns client address 02:00:01:41:0f:8c mtu 1500 type veth peer name port1 netns hopproof-switches mtu 1500
ip -n hopproof-switches link set dev port1 master switch1 up
ip link add name lan netns director address 02:00:01:41:0f:8d mtu 1500 type veth peer name port2 netns hopproof-switches mtu 1500
ip -n hopproof-switches link set dev port2 master switch1 up
ip link add name lan netns rs1 address 02:00:01:41:0f:8f mtu 1500 type veth peer name port3 netns hopproof-switches mtu 1500
ip -n hopproof-switches link set dev port3 master switch1 up
ip link add name lan netns rs2 address 02:00:01:41:0f:90 mtu 1500 type veth peer name port4 netns hopproof-switches mtu 1500
ip -n hopproof-switches link set dev port4 master switch1 up

# Node client
ip -n client link set dev lo up
ip -n client link set dev lan up
ip -n client address add 1.65.15.140/24 dev lan
ip -n client route add 100.222.111.1 via 1.65.15.141

# Node director
ip -n director link set dev lo up
ip -n director link set dev lan up
ip -n director address add 1.65.15.141/24 dev lan
ip -n director address add 100.222.111.1/24 dev lan
ip netns exec director iptables -t mangle -A POSTROUTING -m ipvs --vaddr 100.222.111.1 -j LOG --log-prefix '[k8svip ipvs]'
ip netns exec director iptables -t nat -A POSTROUTING -j MASQUERADE
ip netns exec director ipvsadm -A -t 100.222.111.1:8000 -s rr
ip netns exec director ipvsadm -a -t 100.222.111.1:8000 -r 1.65.15.143:80 -m

# Node rs1
ip -n rs1 link set dev lo up
ip -n rs1 link set dev lan up
ip -n rs1 address add 1.65.15.143/24 dev lan
# serves http:80: start your own server

# Node rs2
ip -n rs2 link set dev lo up
ip -n rs2 link set dev lan up
ip -n rs2 address add 1.65.15.144/24 dev lan

# Clean up when done
# ip netns delete client
# ip netns delete director
# ip netns delete rs1
# ip netns delete rs2
# ip netns delete hopproof-switches
