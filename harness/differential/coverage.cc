#include "harness/differential/coverage.hh"

#include <set>
#include <sstream>

#include <fmt/format.h>

namespace hopproof::differential {
namespace {

void note_ipvsadm(const std::string& line, std::set<std::string>& seen) {
  std::istringstream words(line);
  std::string verb, word;
  words >> verb;
  seen.insert("ipvsadm " + verb);
  while (words >> word) {
    if (word == "-s" && words >> word) seen.insert("scheduler " + word);
    if (word == "-b" && words >> word) seen.insert("flags " + word);
    if (word == "-f" || word == "-p" || word == "-M" || word == "-o" || word == "-x" ||
        word == "-y")
      seen.insert("option " + word);
  }
}

void note_packet(const Stimulus& s, std::set<std::string>& seen) {
  const bool error =
      s.kind == Stimulus::Kind::error_to_client || s.kind == Stimulus::Kind::error_to_server;
  seen.insert("protocol " + s.protocol);
  if (!error) return;
  const char* family = s.client.address.is_v4() ? "ICMP" : "ICMPv6";
  const char* to = s.kind == Stimulus::Kind::error_to_client ? "to client" : "to server";
  seen.insert(fmt::format("{} {} {}", family, s.type, to));
}

}  // namespace

void Coverage::add(const Scenario& scenario) {
  std::set<std::string> seen;
  for (const Step& step : scenario) {
    if (step.kind == Step::Kind::ipvsadm) note_ipvsadm(step.line, seen);
    if (step.kind == Step::Kind::sysctl) seen.insert("sysctl " + step.line);
    if (step.kind == Step::Kind::packet) note_packet(step.packet, seen);
  }
  for (const std::string& name : seen) ++counts_[name];
}

}  // namespace hopproof::differential
