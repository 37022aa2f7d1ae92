#include "harness/base/text.hh"
#include "harness/case/iptables/iptables_protocol.hh"
#include "harness/case/prints/iptables_prints.hh"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr std::string_view use_numbers =
    "names stand here where numbers belong; print it with `iptables -nvL`";

/// A table of the kernel and its chains, the likelier table first.
struct TableChains {
  std::string_view table;
  std::string_view chains;  ///< with a blank around each
};
constexpr auto table_chains =
    std::to_array<TableChains>({{"filter", " INPUT FORWARD OUTPUT "},
                                {"nat", " PREROUTING INPUT OUTPUT POSTROUTING "},
                                {"mangle", " PREROUTING INPUT FORWARD OUTPUT POSTROUTING "},
                                {"raw", " PREROUTING OUTPUT "}});

bool is_in(std::string_view word, std::string_view list) {
  return list.find(fmt::format(" {} ", word)) != std::string_view::npos;
}

bool is_built_in(std::string_view chain) { return is_in(chain, table_chains[2].chains); }

/// What the header over the rules of a chain says of them.
struct ListingHeader {
  bool counters = false, interfaces = false, numbers = false;

  static std::optional<ListingHeader> read(const PrintLine& line) {
    if (!line.has("target") || !line.has("prot") || !line.has("source")) return std::nullopt;
    return ListingHeader{line.has("pkts"), line.has("in"), line.has("num")};
  }
};

/// What of the listing belongs to one chain.
struct ListedChain {
  std::string name;
  std::string policy;  ///< "": one of the user's
  PrintPlace place;
  ListingHeader header = {};
  std::vector<PrintLine> rules = {};
};

/// The columns of a rule. Addresses are found first: the words before them shift when a target is
/// missing, or the option column of old versions of ip6tables is blank.
struct RuleColumns {
  std::optional<uint64_t> packets;
  std::string_view target, protocol, option, in, out, source, destination;
  std::string_view rest;
};

bool is_address(std::string_view word) {
  if (word.starts_with('!')) word.remove_prefix(1);
  const size_t slash = word.find('/');
  const auto address = IpAddress::parse(word.substr(0, slash));
  return address && (slash == std::string_view::npos || Cidr::parse(word) ||
                     IpAddress::parse(word.substr(slash + 1)));
}

bool is_option_column(std::string_view word) {
  return word == "--" || word == "-f" || word == "!f";
}

std::optional<RuleColumns> read_columns(const PrintLine& line, const ListingHeader& header) {
  RuleColumns columns;
  std::vector<std::string_view> words = line.words;
  const auto drop = [&](size_t count) {
    words.erase(words.begin(), words.begin() + long(std::min(count, words.size())));
  };
  if (header.numbers) drop(1);
  if (header.counters) {
    columns.packets = parse_large_number(words.empty() ? "" : words.front());
    if (!columns.packets || words.size() < 2 || !parse_large_number(words[1])) return std::nullopt;
    drop(2);
  }
  const auto source = std::ranges::find_if(words, is_address);
  auto before = size_t(source - words.begin());
  if (words.size() < before + 2 || !is_address(words[before + 1])) return std::nullopt;
  columns.source = words[before];
  columns.destination = words[before + 1];
  columns.rest = line.text.substr(size_t(columns.destination.data() - line.text.data()) +
                                  columns.destination.size());
  if (header.interfaces) {
    if (before < 3) return std::nullopt;
    columns.out = words[--before];
    columns.in = words[--before];
  }
  if (before > 0 && is_option_column(words[before - 1])) columns.option = words[--before];
  if (before == 0 || before > 2) return std::nullopt;
  columns.protocol = words[--before];
  if (before > 0) columns.target = words[--before];
  return columns;
}

/// " -i lan", " ! -i lan"; "" for a column that restricts nothing.
std::string restriction(std::string_view option, std::string_view value, std::string_view any) {
  if (value.empty() || value == any) return "";
  const bool negated = value.starts_with('!');
  if (negated) value.remove_prefix(1);
  return fmt::format(" {}{} {}", negated ? "! " : "", option, value);
}

std::string protocol_words(std::string_view column) {
  const bool negated = column.starts_with('!');
  const auto name = protocol_name(negated ? column.substr(1) : column);
  if (name == "all" && !negated) return "";
  return fmt::format(" {}-p {}", negated ? "! " : "", name.value_or(std::string(column)));
}

/// Walks down a listing and gives each table's lines once it is through with it.
class IptablesListingReader {
 public:
  IptablesListingReader(Family family, std::string_view table)
      : any_address_(family == Family::v4 ? "0.0.0.0/0" : "::/0"), given_table_(table) {}

  Printed read(std::string_view text) {
    for (const PrintLine& line : print_lines(text)) read_line(line);
    end_table();
    return std::move(printed_);
  }

 private:
  void read_line(const PrintLine& line) {
    if (line.command != command_) begin_command(line);
    if (line.word(0) == "Chain") return begin_chain(line);
    if (line.word(0).starts_with('-')) return add_typed(line);
    if (line.word(0) == "Table:") return begin_table(line.word(1));
    if (chains_.empty()) return unread(line.place, "no `Chain NAME` stands above this line");
    const auto header = ListingHeader::read(line);
    if (!header) return chains_.back().rules.push_back(line);
    chains_.back().header = *header;
    if (!header->interfaces) note_missing_interfaces(line);
  }

  /// A line that could be typed, behind a listing: it is what it is.
  void add_typed(const PrintLine& line) {
    end_table();
    printed_.items.push_back({std::string(line.text), line.place});
  }

  void begin_command(const PrintLine& line) {
    command_ = line.command;
    const std::vector<std::string_view> words = words_of(command_);
    const auto option = std::ranges::find_if(
        words, [](std::string_view word) { return word == "-t" || word == "--table"; });
    const bool is_iptables = command_.find("tables") != std::string_view::npos;
    if (option != words.end() && std::next(option) != words.end())
      begin_table(*std::next(option));
    else
      begin_table(is_iptables ? "filter" : "");
  }

  void begin_table(std::string_view name) {
    end_table();
    named_table_ = name;
  }

  void note_missing_interfaces(const PrintLine& line) {
    if (std::exchange(told_interfaces_, true)) return;
    printed_.assumed.push_back({line.place,
                                "without -v the interfaces of rules are not printed: "
                                "each is taken to hold for all; `iptables -nvL` shows them"});
  }

  void begin_chain(const PrintLine& line) {
    ListedChain chain{std::string(line.word(1)), "", line.place};
    const bool has_policy = line.word(2) == "(policy";
    if (has_policy) chain.policy = line.word(3).substr(0, line.word(3).find(')'));
    if (chain.name.empty() || (line.words.size() < 4))
      return unread(line.place,
                    "a chain is `Chain NAME (policy WORD ...)` or `Chain NAME (N references)`");
    if (belongs_to_next_table(chain)) end_table();
    chains_.push_back(std::move(chain));
  }

  /// Built-in chains stand before the user's, each once.
  bool belongs_to_next_table(const ListedChain& chain) const {
    if (chains_.empty()) return false;
    const bool again = std::ranges::find(chains_, chain.name, &ListedChain::name) != chains_.end();
    return again || (!chain.policy.empty() && chains_.back().policy.empty());
  }

  void unread(const PrintPlace& place, std::string why) {
    printed_.unread.push_back({place, std::move(why)});
  }

  /// The table that has these chains; the first that fits where several do.
  std::string find_table() {
    if (!given_table_.empty()) return std::string(given_table_);
    if (!named_table_.empty()) return std::string(named_table_);
    std::vector<std::string_view> fitting;
    for (const TableChains& one : table_chains) {
      const bool fits = std::ranges::all_of(chains_, [&](const ListedChain& chain) {
        return chain.policy.empty() || is_in(chain.name, one.chains);
      });
      if (fits && could_be(one.table)) fitting.push_back(one.table);
    }
    if (fitting.empty()) return "";
    const auto built_in = std::ranges::count_if(
        chains_, [](const ListedChain& chain) { return !chain.policy.empty(); });
    const bool is_raw = built_in == 2 && fitting.back() == "raw";
    const std::string_view table = is_raw ? fitting.back() : fitting.front();
    if (has_all_chains_of(table, size_t(built_in))) return std::string(table);
    printed_.assumed.push_back(
        {chains_.front().place,
         fmt::format("a listing does not name its table: by its chains and targets this is {}",
                     table)});
    return std::string(table);
  }

  /// No other table has just these.
  static bool has_all_chains_of(std::string_view table, size_t built_in) {
    const auto* const found = std::ranges::find(table_chains, table, &TableChains::table);
    return words_of(found->chains).size() == built_in;
  }

  /// Do the targets go with that table?
  bool could_be(std::string_view table) const {
    constexpr std::string_view only_nat = " MASQUERADE SNAT DNAT REDIRECT NETMAP ";
    constexpr std::string_view only_mangle = " TPROXY TTL HL CHECKSUM ";
    constexpr std::string_view only_raw = " NOTRACK CT ";
    for (const ListedChain& chain : chains_) {
      for (const PrintLine& rule : chain.rules) {
        const auto columns = read_columns(rule, chain.header);
        const std::string_view target = columns ? columns->target : "";
        if (target.empty()) continue;
        if (is_in(target, only_nat) && table != "nat") return false;
        if (is_in(target, only_mangle) && table != "mangle") return false;
        if (is_in(target, only_raw) && table != "raw") return false;
        if (target == "REJECT" && table != "filter") return false;
      }
    }
    return true;
  }

  void end_table() {
    if (chains_.empty()) return;
    const std::string table = find_table();
    if (table.empty()) {
      unread(
          chains_.front().place,
          "no table has these chains and targets; name it as `iptables -t TABLE -nvL` above them");
    } else {
      for (const ListedChain& chain : chains_) write_chain(chain, table);
      for (const ListedChain& chain : chains_) {
        for (const PrintLine& rule : chain.rules) write_rule(rule, chain, table);
      }
    }
    chains_.clear();
    named_table_ = "";
  }

  void write_chain(const ListedChain& chain, std::string_view table) {
    if (chain.policy.empty() && !is_built_in(chain.name)) {
      printed_.items.push_back({fmt::format("-t {} -N {}", table, chain.name), chain.place});
    } else if (chain.policy != "ACCEPT") {
      printed_.items.push_back(
          {fmt::format("-t {} -P {} {}", table, chain.name, chain.policy), chain.place});
    }
  }

  void write_rule(const PrintLine& line, const ListedChain& chain, std::string_view table) {
    const auto columns = read_columns(line, chain.header);
    if (!columns)
      return unread(
          line.place,
          has_names(line)
              ? std::string(use_numbers)
              : "the columns of a rule are expected here: this line is cut, or none of this listing");
    const PrintedMatches found = read_printed_matches(columns->rest, columns->target);
    if (!found.unknown.empty())
      return unread(
          line.place,
          fmt::format("'{}' is not understood; `iptables-save` says it in full", found.unknown));
    std::string rule = fmt::format("-t {} -A {}", table, chain.name);
    rule += restriction("-s", columns->source, any_address_);
    rule += restriction("-d", columns->destination, any_address_);
    rule += restriction("-i", columns->in, "*");
    rule += restriction("-o", columns->out, "*");
    rule += protocol_words(columns->protocol);
    if (columns->option == "-f") rule += " -f";
    if (columns->option == "!f") rule += " ! -f";
    if (!found.matches.empty()) rule += " " + found.matches;
    if (!columns->target.empty())
      rule += fmt::format(" {} {}", found.is_goto ? "-g" : "-j", columns->target);
    if (!found.target.empty()) rule += " " + found.target;
    printed_.items.push_back({rule, line.place, columns->packets});
  }

  static bool has_names(const PrintLine& line) { return line.has("anywhere"); }

  std::string_view any_address_;
  std::string_view given_table_;
  std::string_view named_table_;
  std::string_view command_;
  bool told_interfaces_ = false;
  std::vector<ListedChain> chains_;
  Printed printed_;
};

}  // namespace

Printed read_iptables_listing(std::string_view text, Family family, std::string_view table) {
  return IptablesListingReader(family, table).read(text);
}

}  // namespace hopproof
