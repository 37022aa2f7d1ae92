#pragma once

#include "harness/differential/stimulus.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::differential {

/// One thing that happens: an ipvsadm line, a sysctl of net.ipv4.vs, time, or a packet.
struct Step {
  enum class Kind : uint8_t { ipvsadm, sysctl, wait, packet };
  Kind kind = Kind::wait;
  std::string line;  ///< after the word: "-A -t 10.96.1.1:80 -s rr", "conn_reuse_mode 0"
  int milliseconds = 0;
  Stimulus packet;

  /// "ipvsadm -A ...", "sysctl NAME VALUE", "wait 3000", or as Stimulus::text.
  std::string text() const;
  static std::optional<Step> parse(std::string_view text);
};

/// What is done to a director, in order.
using Scenario = std::vector<Step>;

std::string to_text(const Scenario& scenario);
/// A line for each step; nullopt when one is none.
std::optional<Scenario> parse_scenario(std::string_view text);

}  // namespace hopproof::differential
