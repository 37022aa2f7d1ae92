#include "netns/iptables_save.hh"

#include "harness/base/address.hh"

namespace hopproof::netns {
namespace {

/// Takes the text up to `end` off the front of `rest`; all of it when `end` does not occur.
std::string_view take(std::string_view& rest, char end) {
  const size_t at = rest.find(end);
  const std::string_view front = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return front;
}

/// "[12:3456]"
std::optional<RuleCounter> parse_counter(std::string_view text) {
  if (!text.starts_with('[') || !text.ends_with(']')) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  const auto packets = parse_number(take(text, ':'), UINT64_MAX);
  const auto bytes = parse_number(text, UINT64_MAX);
  if (!packets || !bytes) return std::nullopt;
  return RuleCounter{*packets, *bytes};
}

class Reader {
 public:
  void read(std::string_view line) {
    if (line.starts_with('*')) table_ = line.substr(1);
    if (line.starts_with(':')) read_chain(line.substr(1));
    if (line.starts_with('[')) read_rule(line);
  }
  std::vector<SavedChain> take_chains() { return std::move(chains_); }

 private:
  /// "FORWARD DROP [0:0]"
  void read_chain(std::string_view line) {
    const std::string_view name = take(line, ' ');
    const std::string_view verdict = take(line, ' ');
    if (const auto counter = parse_counter(take(line, ' ')))
      chains_.push_back({table_, std::string(name), std::string(verdict), *counter, {}});
  }

  /// "[0:0] -A FORWARD -s 10.2.0.5/32 -j ACCEPT"
  void read_rule(std::string_view line) {
    const auto counter = parse_counter(take(line, ' '));
    if (!counter || take(line, ' ') != "-A") return;
    const std::string_view name = take(line, ' ');
    for (SavedChain& chain : chains_)
      if (chain.table == table_ && chain.name == name)
        chain.rules.push_back({std::string(line), *counter});
  }

  std::string table_;
  std::vector<SavedChain> chains_;
};

}  // namespace

RuleCounter& RuleCounter::operator+=(const RuleCounter& other) {
  packets += other.packets;
  bytes += other.bytes;
  return *this;
}

std::vector<SavedChain> parse_iptables_save(std::string_view text) {
  Reader reader;
  while (!text.empty()) reader.read(take(text, '\n'));
  return reader.take_chains();
}

const SavedChain* find_chain(const std::vector<SavedChain>& chains, std::string_view table,
                             std::string_view name) {
  for (const SavedChain& chain : chains)
    if (chain.table == table && chain.name == name) return &chain;
  return nullptr;
}

}  // namespace hopproof::netns
