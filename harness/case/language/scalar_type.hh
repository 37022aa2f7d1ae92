#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// What a word of a case file may be: for messages, for editors, and for the check.
struct ScalarType {
  /// Says what is wrong with a text; "" when nothing is.
  using Check = std::string (*)(std::string_view text);
  struct Range {
    uint64_t min = 0;
    uint64_t max = 0;
  };

  std::string title{};    ///< "an address and port such as 10.0.0.1:80"
  std::string pattern{};  ///< what it looks like, in the regular expressions of JSON schema
  std::vector<std::string> choices{};  ///< words that may stand here
  std::optional<Range> range{};        ///< numbers that may stand here
  Check check = nullptr;               ///< for what is neither a choice nor in the range
  bool may_be_blank = false;

  /// What is wrong with `text`, as one sentence; "" when nothing is.
  std::string problem_with(std::string_view text) const;
};

/// The words that mean something of their own where a node's or a network's name may stand.
const std::vector<std::string>& reserved_words();

namespace scalar {
extern const ScalarType text, blank_text, version, node_name, network_name, interface_name,
    network_ref, word, line_name, hop, packet, address, interface_address, target, duration, serve,
    ready, program_name, sysctl_name, sysctl_value, file_name, finding, finding_or_none, outcome,
    none, only, item_path, counter_path, counter, mtu, count, times, port, bytes, resends,
    exit_status;
}  // namespace scalar

}  // namespace hopproof
