#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hopproof::fix {

/// A change to the text of a case file. What stands around it stays as it is written.
struct CaseEdit {
  enum class Kind { add, replace, remove };
  Kind kind = Kind::add;
  /// The keys down to the list, map or block that holds the line: nodes, director, iptables. The
  /// last may be missing when something is added.
  std::vector<std::string> section;
  std::string name;      ///< the line's key; for a line without one, its number
  std::string text;      ///< of the line; of a removed line, as it is written there
  std::string old_text;  ///< of a replaced line
};

/// The changed source; nullopt where this text cannot be changed so.
std::optional<std::string> edited_source(const CaseEdit& edit, const std::string& source);

}  // namespace hopproof::fix
