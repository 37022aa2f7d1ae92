#include "harness/case/reader/probe_reader.hh"

#include "harness/base/spellcheck.hh"
#include "harness/case/language/scalar_values.hh"
#include "harness/case/reader/hop_reader.hh"
#include "harness/case/reader/references.hh"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Kind = Probe::Kind;

struct KindKey {
  std::string_view key;
  Kind kind;
};
constexpr std::array<KindKey, 7> kind_keys{{{"http", Kind::http},
                                            {"tcp", Kind::tcp},
                                            {"udp", Kind::udp},
                                            {"ping", Kind::ping},
                                            {"run", Kind::run},
                                            {"send", Kind::send},
                                            {"on", Kind::on}}};

/// What a key of the probe goes with.
struct Company {
  std::string_view key;
  std::vector<Kind> kinds;
};

const std::vector<Company>& companies() {
  static const std::vector<Kind> asking{Kind::http, Kind::tcp, Kind::udp};
  static const std::vector<Kind> sourced{Kind::http, Kind::tcp, Kind::udp, Kind::ping};
  static const std::vector<Kind> sized{Kind::http, Kind::tcp, Kind::udp, Kind::ping, Kind::on};
  static const std::vector<Kind> answered{Kind::http, Kind::tcp, Kind::udp, Kind::on};
  static const std::vector<Kind> fresh{Kind::http, Kind::tcp, Kind::udp,
                                       Kind::ping, Kind::run, Kind::send};
  static const std::vector<Company> all{
      {"hold", asking}, {"source", sourced}, {"source_port", asking}, {"payload", sized},
      {"from", fresh},  {"times", fresh},    {"download", answered},  {"parallel", fresh}};
  return all;
}

std::string_view key_of(Kind kind) {
  return std::ranges::find(kind_keys, kind, &KindKey::kind)->key;
}

const KindKey* find_kind(std::string_view key) {
  const auto* found = std::ranges::find(kind_keys, key, &KindKey::key);
  return found == kind_keys.end() ? nullptr : found;
}

/// The one key that says what kind of probe it is; null after an error was reported.
const YamlNode* find_kind_key(const YamlNode& key, const YamlNode& map, ParseContext& context) {
  const YamlNode* first = nullptr;
  for (const YamlNode& candidate : map.keys) {
    if (!find_kind(candidate.text)) continue;
    if (first) {
      context.error(candidate,
                    fmt::format("a probe asks in one way: it has '{}' already", first->text));
      return nullptr;
    }
    first = &candidate;
  }
  if (!first && !map.flawed) {
    context.error(key, "a probe needs one of http, tcp, udp, ping, run, send or on");
  }
  return first;
}

void check_company(const YamlNode& map, Kind kind, ParseContext& context) {
  for (const YamlNode& key : map.keys) {
    const auto company = std::ranges::find(companies(), key.text, &Company::key);
    if (company == companies().end() ||
        std::ranges::find(company->kinds, kind) != company->kinds.end())
      continue;
    const std::string_view held = kind == Kind::on ? ": that was settled when it was opened" : "";
    context.error(key, fmt::format("'{}' does not go with '{}'{}", key.text, key_of(kind), held));
  }
}

void read_from(const YamlNode& key, const YamlNode& map, Probe& probe, ParseContext& context) {
  const YamlNode* from = map.find("from");
  if (!from) {
    if (probe.kind != Kind::on && !map.flawed) context.error(key, "missing key 'from' in a probe");
    return;
  }
  const auto read = [&](const YamlNode& scalar) {
    require_node(scalar.text, scalar.place, context);
    probe.from.push_back(scalar.text);
  };
  if (from->is(YamlNode::Kind::scalar)) read(*from);
  for (const YamlNode& child : from->children) read(child);
  if (probe.from.empty() && !from->flawed) context.error(*from, "'from' names no node");
}

void read_on(const YamlNode& scalar, Probe& probe, ParseContext& context) {
  probe.on = scalar.text;
  const bool known = std::ranges::find(context.held, scalar.text) != context.held.end();
  if (known || context.steps_flawed) return;
  context.error(scalar, fmt::format("no step before this one holds a connection '{}'{}",
                                    scalar.text, did_you_mean(scalar.text, context.held)));
}

void read_hold(const YamlNode& scalar, Probe& probe, ParseContext& context) {
  probe.hold = scalar.text;
  if (std::ranges::find(context.held, scalar.text) != context.held.end()) {
    context.error(scalar, fmt::format("a connection '{}' is held already", scalar.text));
  }
  context.held.push_back(scalar.text);
}

/// What is asked for: the value of the key that names the kind.
void read_target(const YamlNode& scalar, Probe& probe, ParseContext& context) {
  switch (probe.kind) {
    case Kind::http:
    case Kind::tcp:
    case Kind::udp:
      probe.target = parse_target(scalar.text).value_or(Endpoint{});
      break;
    case Kind::ping:
      probe.target.address = IpAddress::parse(scalar.text).value_or(IpAddress{});
      break;
    case Kind::run:
      probe.command = scalar.text;
      break;
    case Kind::send:
      probe.packet = read_packet(scalar, context).value_or(PacketPattern{});
      break;
    case Kind::on:
      read_on(scalar, probe, context);
      break;
  }
}

uint64_t read_number(const YamlNode& map, std::string_view key, uint64_t fallback) {
  const YamlNode* scalar = map.find(key);
  return scalar ? parse_number(scalar->text, UINT64_MAX).value_or(fallback) : fallback;
}

void read_numbers(const YamlNode& map, Probe& probe) {
  probe.source_port = uint16_t(read_number(map, "source_port", 0));
  probe.times = int(read_number(map, "times", 1));
  probe.parallel = int(read_number(map, "parallel", 1));
  probe.payload = read_number(map, "payload", probe.payload);
  probe.download = read_number(map, "download", 0);
  probe.patience = int(read_number(map, "patience", 0));
}

void check_families(const YamlNode& map, const Probe& probe, ParseContext& context) {
  const bool asks_for_address =
      probe.kind != Kind::run && probe.kind != Kind::send && probe.kind != Kind::on;
  if (!probe.source || !asks_for_address) return;
  if (probe.source->family() == probe.target.address.family()) return;
  context.error(*map.find("source"), "source and target are of different families");
}

}  // namespace

Probe read_probe(const YamlNode& key, const YamlNode& map, ParseContext& context) {
  Probe probe;
  const YamlNode* kind_key = find_kind_key(key, map, context);
  if (kind_key) {
    probe.kind = find_kind(kind_key->text)->kind;
    check_company(map, probe.kind, context);
    read_target(*map.find(kind_key->text), probe, context);
  }
  read_from(key, map, probe, context);
  read_numbers(map, probe);
  if (const YamlNode* source = map.find("source")) probe.source = IpAddress::parse(source->text);
  if (const YamlNode* hold = map.find("hold")) read_hold(*hold, probe, context);
  if (kind_key) check_families(map, probe, context);
  return probe;
}

}  // namespace hopproof
