#pragma once

#include "harness/case/iptables/iptables.hh"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::netns {

/// The words of a line of iptables as iptables-restore wants them: without "iptables" in front
/// and without the table, which is a heading there.
std::vector<std::string> words_without_table(const IptablesRule& rule);

/// What iptables-restore reads, and which rule each of its lines is.
struct RestoreInput {
  std::string text;
  std::vector<std::optional<size_t>> rule_of_line;  ///< [0] is line 1
};

/// Rules grouped by table, in their order; tables in the order in which they come first.
RestoreInput compose_restore_input(const std::vector<IptablesRule>& rules);

/// The line that iptables-restore complains about; it has three ways to say so.
std::optional<size_t> failed_line(std::string_view output);

/// Its complaint in one line, without its name, its version and its advice.
std::string complaint_of(std::string_view output);

}  // namespace hopproof::netns
