#include "harness/case/route/route.hh"

#include "harness/base/spellcheck.hh"
#include "harness/case/iptables/netmask.hh"
#include "harness/case/route/route_words.hh"
#include "harness/case/text/words.hh"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

namespace hopproof {
namespace {

/// One route, word by word. Every read_ function says false after it has set error_.
class RouteReader {
 public:
  explicit RouteReader(std::vector<Token> words) : words_(std::move(words)) {}

  std::variant<Route, LineError> read() {
    if (!read_type()) return error_;
    while (!words_.done()) {
      if (!read_option()) return error_;
    }
    if (!check()) return error_;
    route_.family = family_.value_or(Family::v4);
    if (is_default_) route_.destination = {IpAddress::any(route_.family), 0};
    return route_;
  }

 private:
  using Read = bool (RouteReader::*)();
  struct Option {
    std::string_view word;
    Read read;
  };
  static const std::array<Option, 14> options;

  bool read_type() {
    const Token& word = words_.peek();
    const auto type = find_route_type(word.text);
    if (!type) return true;
    if (!*type) return fail(word, fmt::format("route type '{}' is not supported here", word.text));
    route_.type = **type;
    words_.take();
    return true;
  }

  bool read_option() {
    const Token& word = words_.take();
    const auto* option = std::ranges::find(options, word.text, &Option::word);
    if (option == options.end()) return read_destination(word);
    const bool is_flag = word.text == "onlink";
    if (!is_flag && words_.done()) return fail(word, fmt::format("'{}' needs a value", word.text));
    return (this->*option->read)();
  }

  bool read_to() { return read_destination(words_.take()); }

  bool read_destination(const Token& word) {
    const bool is_default = is_any_word(word.text);
    const auto network = parse_network(word.text);
    if (!is_default && !network) return not_a_destination(word);
    if (destination_) return fail(word, "the destination is given twice");
    destination_ = word;
    is_default_ = is_default;
    if (is_default) return true;
    const Cidr whole{network->address.masked(network->prefix), network->prefix};
    if (whole != *network && network->address.is_v4()) {
      return fail(word,
                  fmt::format("{} has host bits set; the network is {}", word.text, whole.text()));
    }
    route_.destination = whole;
    return take_family(word, network->address);
  }

  bool not_a_destination(const Token& word) {
    std::vector<std::string> known{"default"};
    for (const Option& option : options) known.emplace_back(option.word);
    if (is_other_route_word(word.text)) {
      return fail(word, fmt::format("'{}' is not supported here", word.text));
    }
    if (destination_ || std::isalpha(static_cast<unsigned char>(word.text.front()))) {
      return fail(word,
                  fmt::format("unknown word '{}'{}", word.text, did_you_mean(word.text, known)));
    }
    return fail(word, fmt::format("'{}' is not a network", word.text));
  }

  bool read_via() {
    if (words_.peek().text == "inet" || words_.peek().text == "inet6") words_.take();
    return read_address(route_.via);
  }
  bool read_source() { return read_address(route_.source); }

  bool read_address(std::optional<IpAddress>& into) {
    const Token& word = words_.take();
    const auto address = IpAddress::parse(word.text);
    if (!address) return fail(word, fmt::format("'{}' is not an address", word.text));
    into = address;
    return take_family(word, *address);
  }

  bool take_family(const Token& word, const IpAddress& address) {
    if (family_ && *family_ != address.family()) {
      return fail(word, fmt::format("{} belongs to another address family than the words before it",
                                    word.text));
    }
    family_ = address.family();
    return true;
  }

  bool read_dev() {
    const Token& word = words_.take();
    if (!is_interface_name(word.text)) {
      return fail(word, fmt::format("'{}' is not the name of an interface", word.text));
    }
    route_.dev = word.text;
    return true;
  }

  bool read_onlink() { return route_.onlink = true; }
  bool read_metric() { return read_number(route_.metric); }

  bool read_mtu() {
    words_.take_if("lock");
    if (words_.done()) return fail(words_.last(), "'mtu' needs a value");
    return read_number(route_.mtu);
  }

  bool read_number(std::optional<uint32_t>& into) {
    const Token& word = words_.take();
    into = parse_integer(word.text);
    return into || fail(word, fmt::format("'{}' is not a number", word.text));
  }

  bool read_table() {
    const Token& word = words_.take();
    const auto table = parse_table(word.text);
    if (!table) return fail(word, table_error(word.text));
    route_.table = *table;
    return true;
  }

  bool read_scope() {
    const Token& word = words_.take();
    route_.scope = parse_scope(word.text);
    return route_.scope || fail(word, scope_error(word.text));
  }

  /// Words that come with what `ip route` prints and change nothing here.
  bool read_ignored() { return words_.take(), true; }

  bool check() {
    if (!destination_) return fail(words_.last(), "the destination is missing");
    const bool needs_way = route_.type == Route::Type::unicast || route_.type == Route::Type::local;
    const bool has_way = route_.via || !route_.dev.empty();
    if (needs_way && !has_way) {
      return fail(*destination_, "the route needs 'via ADDRESS' or 'dev INTERFACE'");
    }
    if (!needs_way && has_way) {
      return fail(*destination_, "such a route takes neither 'via' nor 'dev'");
    }
    return true;
  }

  bool fail(const Token& word, std::string message) {
    error_ = error_at(word, std::move(message));
    return false;
  }

  WordReader words_;
  Route route_;
  std::optional<Token> destination_;
  bool is_default_ = false;
  std::optional<Family> family_;
  LineError error_;
};

const std::array<RouteReader::Option, 14> RouteReader::options{{
    {"to", &RouteReader::read_to},
    {"via", &RouteReader::read_via},
    {"dev", &RouteReader::read_dev},
    {"src", &RouteReader::read_source},
    {"metric", &RouteReader::read_metric},
    {"preference", &RouteReader::read_metric},
    {"priority", &RouteReader::read_metric},
    {"mtu", &RouteReader::read_mtu},
    {"table", &RouteReader::read_table},
    {"onlink", &RouteReader::read_onlink},
    {"scope", &RouteReader::read_scope},
    {"proto", &RouteReader::read_ignored},
    {"protocol", &RouteReader::read_ignored},
    {"pref", &RouteReader::read_ignored},
}};

}  // namespace

std::variant<Route, LineError> parse_route(std::string_view line) {
  auto words = split_words(line);
  if (auto* error = std::get_if<LineError>(&words)) return std::move(*error);
  auto& tokens = std::get<std::vector<Token>>(words);
  if (tokens.empty())
    return LineError{.message = "the route is empty; write what follows 'ip route add'"};
  return RouteReader(std::move(tokens)).read();
}

}  // namespace hopproof
