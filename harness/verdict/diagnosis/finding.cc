#include "harness/verdict/diagnosis/finding.hh"

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

std::string packets_text(uint64_t count) {
  return fmt::format("{} packet{}", count, count == 1 ? "" : "s");
}

}  // namespace

Finding::Finding(const Incident& incident, std::string at, std::string text) : incident_(incident) {
  result_.at = std::move(at);
  result_.text = std::move(text);
}

Finding& Finding::cite(const trace::Crossing* crossing, std::string_view note) {
  if (!crossing) return *this;
  const trace::Trace& trace = incident_.trace();
  result_.crossings.push_back(static_cast<int>(crossing - trace.crossings.data()));
  std::string line = seen_text(*crossing);
  if (crossing->sent || crossing->received) {
    line += fmt::format(", frame {}", trace.frames[crossing->frame()].number);
  }
  if (!note.empty()) line += fmt::format(": {}", note);
  return say(std::move(line));
}

Finding& Finding::say(std::string line) {
  result_.evidence.push_back(std::move(line));
  return *this;
}

Finding& Finding::route(const RouteQuestion& question) {
  const RouteAnswer* answer = incident_.route(question);
  return answer ? say(text(question, *answer)) : *this;
}

Finding& Finding::counter(const std::string& node, const std::string& name) {
  const uint64_t moved = incident_.moved(node, name);
  return moved == 0 ? *this : say(fmt::format("{}: nstat {} +{}", node, name, moved));
}

Finding& Finding::sysctl(const std::string& node, const std::string& name) {
  const std::string value = incident_.sysctl(node, name);
  return value.empty() ? *this : say(fmt::format("{}: {} = {}", node, name, value));
}

Finding& Finding::rule(const std::string& node, const RuleFact& rule) {
  const std::string& name = rule.item.empty() ? node : rule.item;
  return say(fmt::format("{}: {} matched {}{}", name, rule.text, packets_text(rule.moved),
                         rule.item.empty() ? " since it was added" : ""));
}

Finding& Finding::rules_out(std::string what) {
  result_.rules_out.push_back(std::move(what));
  return *this;
}

Finding& Finding::remedy(std::string node, std::string command, std::string note) {
  result_.remedy.push_back({std::move(node), std::move(command), std::move(note)});
  return *this;
}

std::string receiver_of(const trace::Crossing& crossing) {
  return crossing.to.empty() ? "" : crossing.to + "." + crossing.to_interface;
}
std::string sender_of(const trace::Crossing& crossing) {
  return crossing.from.empty() ? "" : crossing.from + "." + crossing.from_interface;
}

std::string iptables_of(const IpAddress& address) {
  return address.is_v4() ? "iptables" : "ip6tables";
}

std::string host_text(const IpAddress& address) {
  return fmt::format("{}/{}", address.text(), address.max_prefix());
}

std::string service_option(const Incident& incident) {
  ServiceKey key;
  key.kind = service_kind(incident.exchange().flow.protocol).value_or(ServiceKey::Kind::tcp);
  key.vip = incident.asked();
  return key.text();
}

}  // namespace hopproof::verdict
