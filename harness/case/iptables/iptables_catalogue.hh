#pragma once

#include "harness/base/address.hh"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// What the value of an option looks like.
enum class ValueForm : uint8_t {
  none,           ///< a flag
  text,           ///< anything
  number,         ///< N, up to `max`
  number_range,   ///< N, N:M, N:, :M
  fraction,       ///< 0.25
  mark,           ///< N or N/MASK
  one_word,       ///< one of `words`
  word_list,      ///< some of `words`, with commas between
  tcp_flags,      ///< MASK FLAGS, each a list of `words`
  set_match,      ///< SETNAME and src,dst
  port,           ///< 80
  port_range,     ///< 80 or 80:90
  port_list,      ///< 80,90:100, at most fifteen
  port_dash,      ///< 80 or 80-90
  address,        ///< 10.0.0.1
  network,        ///< 10.0.0.0/24 or 10.0.0.0/255.255.255.0
  address_range,  ///< 10.0.0.1-10.0.0.9
  nat_address,    ///< 10.0.0.1, 10.0.0.1-10.0.0.9, 10.0.0.1:80-90, :80
  icmp_type,      ///< echo-request, 8, 3/4
  protocol,       ///< tcp, 6
  interface,      ///< lan, eth+
  rate,           ///< 3/minute
  mac,            ///< 02:00:00:00:00:01
  class_id,       ///< 1:2
};

/// One option of a match or of a target.
struct OptionSpec {
  std::string_view name;  ///< as iptables-save prints it
  ValueForm form = ValueForm::none;
  bool negatable = false;
  std::string_view alias = {};                          ///< a second spelling
  std::string_view words = {};                          ///< with | between
  uint64_t max = std::numeric_limits<uint32_t>::max();  ///< of a number

  /// How many words of the line are its value.
  int value_count() const;
};

enum class Families : uint8_t { both, v4, v6 };

/// What an option, or one value of it, needs beside it.
struct Condition {
  enum class Of : uint8_t { protocol, option, chain };
  std::string_view option;
  std::string_view values = {};  ///< with | between; empty: whatever its value
  Of of = Of::option;
  std::string_view list = {};  ///< one of these protocols, options or built-in chains
};

/// One match (-m) or target (-j). Lists are words with | between; empty ones restrict nothing.
struct ExtensionSpec {
  std::string_view name;
  std::span<const OptionSpec> options = {};
  std::string_view tables = {};     ///< where alone it may stand
  std::string_view chains = {};     ///< built-in chains in which alone it may stand
  std::string_view protocols = {};  ///< it needs -p with one of these
  std::string_view needs = {};      ///< it needs one of these options
  Families families = Families::both;
  bool one_of = false;                ///< and takes only one of them
  bool tracks = false;                ///< it switches connection tracking on in its namespace
  std::string_view port_option = {};  ///< of NAT: its value may hold a port, which needs -p
  std::span<const Condition> conditions = {};

  bool fits(Family family) const;
};

std::span<const ExtensionSpec> all_matches();
std::span<const ExtensionSpec> all_targets();

/// Null: there is none of that name in that family.
const ExtensionSpec* find_match(std::string_view name, Family family);
const ExtensionSpec* find_target(std::string_view name, Family family);

std::vector<std::string> names_of(std::span<const ExtensionSpec> extensions, Family family);

/// True when `word` is one of `list`, whose words have | between.
bool is_among(std::string_view word, std::string_view list);
/// The words of such a list.
std::vector<std::string> alternatives(std::string_view list);

/// "tcp, udp or sctp"
std::string enumerate(std::string_view list);

}  // namespace hopproof
