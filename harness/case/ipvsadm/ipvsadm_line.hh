#pragma once

#include "harness/case/ipvsadm/ipvsadm_words.hh"
#include "harness/case/text/words.hh"

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace hopproof {

/// One option of a line, found in ipvsadm's table.
struct IpvsadmGiven {
  const IpvsadmWord* word = nullptr;
  Token name;                  ///< where it stands: "-s", "--scheduler", the c of -Lnc
  std::optional<Token> value;  ///< always there when the option needs one
};

/// A line taken apart as popt does it, before anything is known about what goes together.
struct IpvsadmLine {
  std::vector<IpvsadmGiven> options;
  std::vector<Token> arguments;  ///< words that belong to no option
};

/// Options may be bundled (-Lnc), their values attached (-srr, -s=rr, --scheduler=rr) or not.
std::variant<IpvsadmLine, LineError> take_apart_ipvsadm(std::string_view line);

}  // namespace hopproof
