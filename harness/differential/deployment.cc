#include "harness/differential/deployment.hh"

#include "harness/base/error.hh"
#include "harness/case/load.hh"

namespace hopproof::differential {

std::string deployment_text() {
  return R"(networks: {front: {}, back: {}}
nodes:
  client:
    interfaces: {front: [10.64.0.2/24, fd00:64::2/64]}
    routes:
      to-director: 10.96.0.0/16 via 10.64.0.1
      to-director-6: fd00:96::/32 via fd00:64::1
      nobody: blackhole 10.97.0.0/16    # played by packet sockets: the stack keeps silent
      nobody-6: blackhole fd00:97::/32
  director:
    interfaces: {front: [10.64.0.1/24, fd00:64::1/64], back: [10.65.0.1/24, fd00:65::1/64], lo: [10.96.0.1/32, 10.96.0.2/32, 10.96.0.3/32, fd00:96::1/128, fd00:96::2/128, fd00:96::3/128]}
    routes:
      clients: 10.97.0.0/16 via 10.64.0.2
      clients-6: fd00:97::/32 via fd00:64::2
      servers: 10.98.0.0/16 via 10.65.0.2
      servers-6: fd00:98::/32 via fd00:65::2
    sysctls: {net.ipv4.ip_forward: 1, net.ipv6.conf.all.forwarding: 1}
    iptables:
      mark-2: -t mangle -A PREROUTING -d 10.96.0.2 -j MARK --set-mark 2
      mark-3: -t mangle -A PREROUTING -d 10.96.0.3 -j MARK --set-mark 3
    ip6tables:
      mark-2: -t mangle -A PREROUTING -d fd00:96::2 -j MARK --set-mark 2
      mark-3: -t mangle -A PREROUTING -d fd00:96::3 -j MARK --set-mark 3
    ipvs: []
  rs1:
    interfaces: {back: [10.65.0.2/24, fd00:65::2/64]}
    routes:
      gateway: default via 10.65.0.1
      gateway-6: default via fd00:65::1
      nobody: blackhole 10.98.0.0/16
      nobody-6: blackhole fd00:98::/32
)";
}

Case deployment() {
  const std::string text =
      "case: 1\nname: differential\n" + deployment_text() + "steps:\n  - wait: 1ms\n";
  LoadedCase loaded = parse_case(text, "the deployment of scenarios");
  if (!loaded.parsed)
    throw HostError("the deployment of scenarios: " + loaded.diagnostics.at(0).message);
  return std::move(*loaded.parsed);
}

}  // namespace hopproof::differential
