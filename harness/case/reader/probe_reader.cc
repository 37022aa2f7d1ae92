#include "harness/base/spellcheck.hh"
#include "harness/case/language/language.hh"
#include "harness/case/language/scalar_values.hh"
#include "harness/case/reader/hop_reader.hh"
#include "harness/case/reader/readers.hh"
#include "harness/case/reader/references.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof {
namespace {

/// "http, tcp, udp, ping, run, send or on"
std::string any_word() {
  const std::vector<std::string> words = probe_words();
  return fmt::format("{} or {}", fmt::join(words.begin(), words.end() - 1, ", "), words.back());
}

/// The one key that says what kind of probe it is; null after an error was reported.
const YamlNode* find_kind_key(const YamlNode& key, const YamlNode& map, ParseContext& context) {
  const YamlNode* first = nullptr;
  for (const YamlNode& candidate : map.keys) {
    if (!probe_kind(candidate.text)) continue;
    if (first) {
      context.error(candidate,
                    fmt::format("a probe has one kind: it has '{}' already", first->text));
      return nullptr;
    }
    first = &candidate;
  }
  if (!first && !map.flawed) context.error(key, "a probe needs one of " + any_word());
  return first;
}

void check_company(const YamlNode& map, const Probe& probe, ParseContext& context) {
  for (const YamlNode& key : map.keys) {
    if (probe_table().goes_with(key.text, probe.word())) continue;
    const std::string_view held =
        probe.as<OnProbe>() ? ": that was fixed when the connection was opened" : "";
    context.error(key,
                  fmt::format("'{}' cannot be combined with '{}'{}", key.text, probe.word(), held));
  }
}

void read_from(const YamlNode& key, const YamlNode& map, Probe& probe, ParseContext& context) {
  const YamlNode* from = map.find("from");
  if (!from) {
    const bool needs_it = probe_table().goes_with("from", probe.word());
    if (needs_it && !map.flawed) context.error(key, "missing key 'from' in a probe");
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

// What is asked for, from the value of the key that names the kind: an address with a port, if
// there is nothing else below.

template <class Connecting>
void read_kind(const YamlNode& scalar, Connecting& kind, ParseContext&) {
  kind.target = parse_target(scalar.text).value_or(Endpoint{});
}

void read_kind(const YamlNode& scalar, PingProbe& ping, ParseContext&) {
  ping.target.address = IpAddress::parse(scalar.text).value_or(IpAddress{});
}

void read_kind(const YamlNode& scalar, RunProbe& run, ParseContext&) { run.command = scalar.text; }

void read_kind(const YamlNode& scalar, SendProbe& send, ParseContext& context) {
  send.packet = read_packet(scalar, context).value_or(PacketPattern{});
}

void read_kind(const YamlNode& scalar, OnProbe& on, ParseContext& context) {
  on.connection = scalar.text;
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
  if (!probe.source || !probe.has_target()) return;
  if (probe.source->family() == probe.target().address.family()) return;
  context.error(*map.find("source"), "source and target belong to different address families");
}

}  // namespace

Probe read_probe(const YamlNode& key, const YamlNode& map, ParseContext& context) {
  Probe probe;
  const YamlNode* kind_key = find_kind_key(key, map, context);
  if (kind_key) {
    probe.kind = *probe_kind(kind_key->text);
    check_company(map, probe, context);
    const YamlNode& value = *map.find(kind_key->text);
    std::visit([&](auto& kind) { read_kind(value, kind, context); }, probe.kind);
  }
  read_from(key, map, probe, context);
  read_numbers(map, probe);
  if (const YamlNode* source = map.find("source")) probe.source = IpAddress::parse(source->text);
  if (const YamlNode* hold = map.find("hold")) read_hold(*hold, probe, context);
  if (kind_key) check_families(map, probe, context);
  return probe;
}

}  // namespace hopproof
