#include "harness/case/probe.hh"

#include "harness/base/protocol.hh"

#include <utility>

namespace hopproof {
namespace {

/// Calls `visit` with an empty probe of each kind.
template <size_t... I>
void each_kind(std::index_sequence<I...>, const auto& visit) {
  (visit(std::variant_alternative_t<I, ProbeKind>{}), ...);
}
constexpr auto all_kinds = std::make_index_sequence<std::variant_size_v<ProbeKind>>();

}  // namespace

std::optional<ProbeKind> probe_kind(std::string_view word) {
  std::optional<ProbeKind> found;
  each_kind(all_kinds, [&](const auto& kind) {
    if (kind.word == word) found = kind;
  });
  return found;
}

std::vector<std::string> probe_words() {
  std::vector<std::string> words;
  each_kind(all_kinds, [&](const auto& kind) { words.emplace_back(kind.word); });
  return words;
}

std::string_view Probe::word() const {
  return std::visit([](const auto& one) { return one.word; }, kind);
}

bool Probe::has_target() const {
  return std::visit(
      [](const auto& one) {
        return requires { one.target; };
      },
      kind);
}

Endpoint Probe::target() const {
  return std::visit(
      [](const auto& one) {
        if constexpr (requires { one.target; }) return one.target;
        return Endpoint{};
      },
      kind);
}

uint8_t Probe::transport() const {
  if (as<HttpProbe>() || as<TcpProbe>()) return protocol::tcp;
  if (as<SctpProbe>()) return protocol::sctp;
  return as<UdpProbe>() ? protocol::udp : protocol::any;
}

}  // namespace hopproof
