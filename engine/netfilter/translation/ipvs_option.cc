#include "engine/netfilter/translation/ipvs_option.hh"

#include "harness/base/protocol.hh"

#include <algorithm>
#include <array>
#include <bit>

#include <fmt/format.h>
#include <netdb.h>

namespace hopproof {
namespace {

constexpr std::array options = {"--ipvs",    "--vaddr", "--vport",   "--vproto",
                                "--vmethod", "--vdir",  "--vportctl"};

/// "10.0.0.1", "10.0.0.0/8", "10.0.0.0/255.0.0.0"; a mask with holes is refused.
std::optional<Cidr> parse_masked_address(std::string_view text) {
  if (auto cidr = Cidr::parse(text)) return cidr;
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = IpAddress::parse(text.substr(0, slash));
  const auto mask = IpAddress::parse(text.substr(slash + 1));
  if (!address || !mask || !address->is_v4() || !mask->is_v4()) return std::nullopt;
  const int prefix = std::countl_one(mask->v4_host_order());
  if (IpAddress::v4(~uint32_t{0}).masked(prefix) != *mask) return std::nullopt;
  return Cidr{address->masked(prefix), prefix};
}

std::optional<uint16_t> parse_port(std::string_view text) {
  const auto number = parse_number(text, 65535);
  return number ? std::optional(uint16_t(*number)) : std::nullopt;
}

std::optional<IpvsExpression::Method> parse_method(std::string_view text) {
  if (text == "GATE") return IpvsExpression::Method::gate;
  if (text == "IPIP") return IpvsExpression::Method::ipip;
  if (text == "MASQ") return IpvsExpression::Method::masq;
  return std::nullopt;
}

std::string add_direction(IpvsExpression& expression, std::string_view value, bool negated) {
  if (negated) return "-m ipvs: --vdir cannot be negated";
  if (value != "ORIGINAL" && value != "REPLY")
    return fmt::format("-m ipvs: bad value '{}' of --vdir", value);
  expression.vdir =
      value == "REPLY" ? IpvsExpression::Direction::reply : IpvsExpression::Direction::original;
  return "";
}

template <typename T>
bool put(std::optional<IpvsTerm<T>>& term, const std::optional<T>& value, bool negated) {
  if (value) term = IpvsTerm<T>{*value, negated};
  return value.has_value();
}

constexpr std::array method_names = {"GATE", "IPIP", "MASQ"};

/// One option, in the order and the words of libxt_ipvs.
template <typename T>
void append(std::string& text, std::string_view name, const std::optional<IpvsTerm<T>>& term,
            const std::string& value) {
  if (!term) return;
  text += fmt::format("{}{}{} {}", text.empty() ? "" : " ", term->negated ? "! " : "", name, value);
}

std::string network_text(const Cidr& network) {
  const bool is_one = network.prefix == network.address.max_prefix();
  return is_one ? network.address.text() : network.text();
}

}  // namespace

std::string ipvs_options(const IpvsExpression& expression) {
  std::string text;
  const auto number = [](const auto& term) { return term ? fmt::format("{}", term->value) : ""; };
  append(text, "--vproto", expression.vproto, number(expression.vproto));
  append(text, "--vaddr", expression.vaddr,
         expression.vaddr ? network_text(expression.vaddr->value) : "");
  append(text, "--vport", expression.vport, number(expression.vport));
  if (expression.vdir)
    text +=
        fmt::format("{}--vdir {}", text.empty() ? "" : " ",
                    *expression.vdir == IpvsExpression::Direction::reply ? "REPLY" : "ORIGINAL");
  append(text, "--vmethod", expression.vmethod,
         expression.vmethod ? method_names[size_t(expression.vmethod->value)] : "");
  append(text, "--vportctl", expression.vportctl, number(expression.vportctl));
  return text;
}

bool is_ipvs_option(std::string_view name) {
  return std::find(options.begin(), options.end(), name) != options.end();
}

bool takes_value(std::string_view ipvs_option) { return ipvs_option != "--ipvs"; }

std::string add_ipvs_option(IpvsExpression& expression, std::string_view name,
                            std::string_view value, bool negated) {
  bool good = false;
  if (name == "--vdir") return add_direction(expression, value, negated);
  if (name == "--vaddr") good = put(expression.vaddr, parse_masked_address(value), negated);
  if (name == "--vport") good = put(expression.vport, parse_port(value), negated);
  if (name == "--vproto") good = put(expression.vproto, protocol::number(value), negated);
  if (name == "--vmethod") good = put(expression.vmethod, parse_method(value), negated);
  if (name == "--vportctl") good = put(expression.vportctl, parse_port(value), negated);
  return good ? "" : fmt::format("-m ipvs: bad value '{}' of {}", value, name);
}

}  // namespace hopproof
