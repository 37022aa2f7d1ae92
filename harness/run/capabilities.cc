#include "harness/run/capabilities.hh"

#include "engine/director/engine_director.hh"
#include "harness/base/error.hh"
#include "harness/base/find_program.hh"
#include "harness/base/read_file.hh"
#include "harness/base/text.hh"
#include "harness/base/write_all.hh"
#include "harness/capture/capture.hh"
#include "harness/case/load.hh"
#include "harness/run/facts/host_ipvs.hh"
#include "harness/run/run_folder.hh"
#include "netns/firewall.hh"
#include "netns/isolation.hh"
#include "netns/lab.hh"

#include <functional>
#include <memory>
#include <optional>

#include <unistd.h>

namespace hopproof::run {
namespace {

/// The smallest deployment that touches everything a case needs.
constexpr const char* trial_case = R"(case: 1
name: what doctor tries
networks: {lan: {}}
nodes:
  client: {interfaces: {lan: 192.0.2.1/24}}
  director:
    interfaces: {lan: 192.0.2.2/24}
    sysctls: {net.ipv4.ip_forward: 1}
    ipvs: ["-A -t 192.0.2.2:80 -s rr"]
steps:
  - probe: {from: client, ping: 192.0.2.2}
)";

Capability tried(const std::string& name, const std::function<std::string()>& attempt) {
  try {
    return {name, "lab", true, attempt()};
  } catch (const std::exception& e) {
    return {name, "lab", false, e.what()};
  }
}

/// The trials that change something: made in an isolated process, one on top of the other.
std::vector<Capability> try_lab() {
  std::vector<Capability> found;
  const LoadedCase trial = parse_case(trial_case, "doctor");
  if (!trial.parsed) throw HostError("doctor's own case does not parse");
  std::unique_ptr<netns::Lab> lab;
  EventLoop loop;
  found.push_back(tried("namespaces, veth, sysctls", [&] {
    lab = std::make_unique<netns::Lab>(*trial.parsed);
    return std::string("a lab of two nodes was built");
  }));
  if (!lab) return found;
  found.push_back(tried("capture (AF_PACKET)", [&] {
    const capture::Capture capture(loop, lab->tap_points());
    return std::string("every tap saw its marker frame");
  }));
  const netns::Namespace& director = lab->node("director").space;
  found.push_back(tried("iptables with nat", [&] {
    const std::string rule = "-t nat -A POSTROUTING -j MASQUERADE";
    const netns::Firewall firewall(director, Family::v4, {{"masquerade", rule, rule}});
    return std::string("iptables-restore accepted a MASQUERADE rule");
  }));
  found.push_back(tried("the bundled engine (NFQUEUE)", [&] {
    director::EngineDirector engine(director, lab->folder());
    engine.wait_until_ready();
    engine.stop();
    return std::string("it attached to netfilter");
  }));
  return found;
}

std::string as_lines(const std::vector<Capability>& capabilities) {
  std::string text;
  for (const Capability& c : capabilities) {
    std::string why = c.why;
    for (char& letter : why) letter = letter == '\n' || letter == '\t' ? ' ' : letter;
    text += c.name + '\t' + (c.works ? "1" : "0") + '\t' + why + '\n';
  }
  return text;
}

std::vector<Capability> from_lines(const std::string& text) {
  std::vector<Capability> found;
  for (const std::string_view line : lines_of(text)) {
    const auto parts = split_at(line, '\t');
    if (parts.size() != 3) break;
    found.push_back({std::string(parts[0]), "lab", parts[1] == "1", std::string(parts[2])});
  }
  return found;
}

std::vector<Capability> try_isolated() {
  const RunFolder temporary;
  const char* name = "PID and mount namespaces";
  try {
    netns::IsolatedProcess process([](Fd result) {
      const std::string text = as_lines(try_lab());
      write_all(result.get(), text, "the results of the trials");
      return 0;
    });
    std::vector<Capability> found =
        from_lines(read_all(process.result().get(), "the results of the trials"));
    process.wait();
    const std::string how = ::geteuid() == 0 ? "as root" : "in a user namespace, without root";
    found.insert(found.begin(), {name, "lab", true, how});
    return found;
  } catch (const std::exception& e) {
    return {{name, "lab", false, e.what()}};
  }
}

Capability try_program(const std::string& program, const std::string& package,
                       const std::string& needed_for) {
  const bool there = find_program(program).has_value();
  return {program, needed_for, there,
          there ? "in PATH" : "not in PATH: apt-get install " + package};
}

Capability try_ip_vs() {
  const auto why_not = why_no_ipvs_here();
  return {"ip_vs of the kernel", "ipvs", !why_not,
          why_not ? *why_not + "; a virtual machine is used instead" : "ipvsadm -Ln works"};
}

}  // namespace

std::vector<Capability> try_capabilities() {
  std::vector<Capability> found = try_isolated();
  found.push_back(try_program("iptables-restore", "iptables", "lab"));
  found.push_back(try_program("ip", "iproute2", "programs"));
  found.push_back(try_program("conntrack", "conntrack", "programs"));
  found.push_back(try_program("curl", "curl", "programs"));
  found.push_back(try_program("nginx", "nginx-light", "programs"));
  found.push_back(try_program("tcpdump", "tcpdump", "programs"));
  found.push_back(try_ip_vs());
  return found;
}

}  // namespace hopproof::run
