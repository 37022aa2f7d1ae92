#include "harness/case/prints/ipvs_prints.hh"
#include "harness/case/prints/ipvs_row.hh"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

namespace hopproof {
namespace {

using Of = IpvsNumbers::Of;

/// What the rows under a header are.
enum class View { plain, statistics, rate, thresholds, persistent_connections };

struct ViewHeader {
  std::string_view column;
  View view;
};
constexpr auto view_headers =
    std::to_array<ViewHeader>({{"Scheduler", View::plain},
                               {"Conns", View::statistics},
                               {"CPS", View::rate},
                               {"Uthreshold", View::thresholds},
                               {"PersistConn", View::persistent_connections}});

constexpr std::string_view use_numbers_of_ipvsadm =
    "names stand here where numbers belong; print it with `ipvsadm -Ln`";

Of numbers_of(View view) {
  switch (view) {
    case View::rate:
      return Of::rate;
    case View::thresholds:
      return Of::thresholds;
    case View::persistent_connections:
      return Of::persistent_connections;
    case View::plain:
    case View::statistics:
      break;
  }
  return Of::statistics;
}

/// All words from `first` on as numbers; nullopt where one is none, or none is there.
std::optional<std::vector<uint64_t>> numbers_from(const PrintLine& line, size_t first) {
  std::vector<uint64_t> values;
  for (size_t i = first; i < line.words.size(); ++i) {
    const auto value = parse_large_number(line.words[i]);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  if (values.empty()) return std::nullopt;
  return values;
}

/// The mask of /proc/net/ip_vs as an option of ipvsadm: that of one host is no option. Of IPv6 it
/// is a length, printed as if it were in network order.
std::string hex_mask(uint32_t bits, Family family) {
  if (family == Family::v4) {
    const IpAddress mask = IpAddress::v4(bits);
    return mask.text() == "255.255.255.255" ? "" : fmt::format(" -M {}", mask.text());
  }
  const uint32_t length = bits > 128 ? __builtin_bswap32(bits) : bits;
  return length == 128 ? "" : fmt::format(" -M {}", length);
}

/// Walks down a listing and knows of which service the rows are.
class IpvsListingReader {
 public:
  explicit IpvsListingReader(std::string_view text) : lines_(print_lines(text)) {
    const auto is_server = [](const PrintLine& line) { return line.word(0) == "->"; };
    const auto server = std::ranges::find_if(
        lines_, [&](const PrintLine& line) { return is_server(line) && !is_header(line); });
    hexadecimal_ = server != lines_.end() && printed_endpoint(server->word(1), true).has_value() &&
                   !Endpoint::parse(server->word(1));
  }

  PrintedIpvs read() {
    for (const PrintLine& line : lines_) read_line(line);
    add_thresholds();
    return std::move(printed_);
  }

 private:
  static bool is_header(const PrintLine& line) {
    return line.word(0) == "Prot" || line.word(1) == "RemoteAddress:Port" ||
           (line.word(0) == "IP" && line.word(1) == "Virtual");
  }

  void read_line(const PrintLine& line) {
    const std::string_view first = line.word(0);
    if (is_header(line)) return read_header(line);
    if (first == "->") return read_server(line);
    if (first == "TCP" || first == "UDP" || first == "SCTP" || first == "FWM")
      return read_service(line);
    if (first.starts_with('-') || first == "ipvsadm") return read_typed(line);
    if (first == "Timeout") return read_timeouts(line);
    if (line.word(1) == "sync") return unread(line, "a sync daemon is not part of a case");
    unread(line, "this is no row of an ipvsadm listing");
  }

  void read_header(const PrintLine& line) {
    if (line.word(0) != "Prot") return;
    service_.reset();
    for (const ViewHeader& header : view_headers) {
      if (line.has(header.column)) view_ = header.view;
    }
  }

  void unread(const PrintLine& line, std::string why) {
    printed_.unread.push_back({line.place, std::move(why)});
  }

  /// A line that ipvsadm -Sn printed, or somebody typed between the rows.
  void read_typed(const PrintLine& line) {
    const auto parsed = parse_ipvsadm(line.text);
    if (const auto* command = std::get_if<IpvsadmCommand>(&parsed)) {
      service_ = command->service;
      if (command->service && command->server)
        remember(*command->service, *command->server, printed_.items.size());
      if (!command->server && command->service) seen_[command->service->text()] = "";
    }
    printed_.items.push_back({std::string(line.text), line.place});
  }

  void read_timeouts(const PrintLine& line) {
    const auto values = numbers_from(line, 4);
    if (!values || values->size() != 3)
      return unread(line, "three timeouts are expected behind the colon");
    add_item(fmt::format("--set {} {} {}", (*values)[0], (*values)[1], (*values)[2]), line);
  }

  /// True once the line is an item; what ipvsadm would refuse is left out with its reason.
  bool add_item(const std::string& text, const PrintLine& line) {
    const auto parsed = parse_ipvsadm(text);
    if (const auto* error = std::get_if<LineError>(&parsed)) {
      unread(line, error->message);
      return false;
    }
    printed_.items.push_back({text, line.place});
    return true;
  }

  void read_service(const PrintLine& line) {
    service_.reset();
    size_t next = 2;
    const auto key = read_key(line, next);
    if (!key) return unread(line, std::string(use_numbers_of_ipvsadm));
    if (view_ == View::statistics || view_ == View::rate || numbers_from(line, next)) {
      service_ = key;
      return add_numbers(line, std::nullopt, next);
    }
    std::string options;
    if (const std::string wrong = read_service_words(line, next, *key, options); !wrong.empty())
      return unread(line, wrong);
    const std::string text = fmt::format("-A {}{}", key->text(), options);
    if (seen_.contains(key->text())) {
      service_ = key;
      if (seen_[key->text()] != text && !seen_[key->text()].empty())
        unread(line, "this service is listed before, with other options");
      return;
    }
    if (!add_item(text, line)) return;
    service_ = key;
    seen_[key->text()] = text;
  }

  std::optional<ServiceKey> read_key(const PrintLine& line, size_t& next) const {
    const std::string_view protocol = line.word(0);
    ServiceKey key;
    if (protocol == "FWM") {
      const auto mark = hexadecimal_ ? parse_hex32(line.word(1)) : parse_decimal(line.word(1));
      if (!mark) return std::nullopt;
      key.kind = ServiceKey::Kind::fwmark;
      key.mark = *mark;
      if (line.word(2) == "IPv6") {
        key.family = Family::v6;
        ++next;
      }
      return key;
    }
    const auto vip = printed_endpoint(line.word(1), hexadecimal_);
    if (!vip) return std::nullopt;
    key.kind = protocol == "TCP"   ? ServiceKey::Kind::tcp
               : protocol == "UDP" ? ServiceKey::Kind::udp
                                   : ServiceKey::Kind::sctp;
    key.vip = *vip;
    key.family = vip->address.family();
    return key;
  }

  static std::optional<uint32_t> parse_decimal(std::string_view word) {
    const auto number = parse_number(word, 0xffffffff);
    return number ? std::optional(uint32_t(*number)) : std::nullopt;
  }

  /// The scheduler and what stands behind it, as options; what is wrong, else "".
  std::string read_service_words(const PrintLine& line, size_t next, const ServiceKey& key,
                                 std::string& options) {
    if (line.word(next).empty()) return "the scheduler is missing: this line is cut";
    options = fmt::format(" -s {}", line.word(next++));
    while (next < line.words.size()) {
      const std::string_view word = line.word(next++);
      const std::string_view value = line.word(next);
      if (word == "ops") {
        options += " -o";
      } else if (word.starts_with('(') && word.ends_with(')') && word.size() > 2) {
        options += fmt::format(" -b {}", word.substr(1, word.size() - 2));
      } else if (value.empty()) {
        return fmt::format("'{}' is not understood here", word);
      } else if (word == "persistent") {
        options += fmt::format(" -p {}", value);
        const auto mask = hexadecimal_ ? parse_hex32(line.word(++next)) : std::nullopt;
        if (!hexadecimal_ || mask) ++next;
        if (mask) options += hex_mask(*mask, key.family);
      } else if (word == "mask") {
        options += fmt::format(" -M {}", value);
        ++next;
      } else if (word == "pe") {
        options += fmt::format(" --pe {}", value);
        ++next;
      } else {
        return fmt::format("'{}' is not understood here", word);
      }
    }
    return "";
  }

  void read_server(const PrintLine& line) {
    if (!service_) return unread(line, "no service that was understood stands above this server");
    const auto server = printed_endpoint(line.word(1), hexadecimal_);
    if (!server) return unread(line, std::string(use_numbers_of_ipvsadm));
    if (numbers_from(line, 2)) return add_numbers(line, server, 2);
    const std::string method = forwarding(line);
    const auto weight = parse_number(line.word(3), 65535);
    if (method.empty() || !weight)
      return unread(line, "forwarding (Masq, Route, Tunnel, Local) and weight are expected here");
    if (servers_.contains({service_->text(), server->text()})) return;
    const std::string text =
        fmt::format("-a {} -r {} {} -w {}", service_->text(), server->text(), method, *weight);
    if (add_item(text, line)) remember(*service_, *server, printed_.items.size() - 1);
  }

  std::string forwarding(const PrintLine& line) {
    const std::string_view word = line.word(2);
    if (word == "Masq") return "-m";
    if (word == "Route") return "-g";
    if (word == "Tunnel") return "-i";
    if (word != "Local") return "";
    printed_.assumed.push_back(
        {line.place, "Local: an address of the director itself; taken as -g, as ipvsadm -S does"});
    return "-g";
  }

  void remember(const ServiceKey& service, const Endpoint& server, size_t item) {
    servers_.emplace(std::pair(service.text(), server.text()), item);
  }

  void add_numbers(const PrintLine& line, std::optional<Endpoint> server, size_t first) {
    auto values = numbers_from(line, first);
    if (!values) return unread(line, "numbers are expected here: this line is cut");
    const bool tells = view_ != View::plain || values->size() == 5;
    if (!tells) return unread(line, "the header above says not what these numbers are");
    printed_.numbers.push_back(
        {numbers_of(view_), *service_, server, *std::move(values), line.place});
  }

  /// Puts -x and -y into the lines of the servers that have thresholds.
  void add_thresholds() {
    for (const IpvsNumbers& row : printed_.numbers) {
      if (row.of != Of::thresholds || !row.server || row.values.size() < 2) continue;
      const auto found = servers_.find({row.service.text(), row.server->text()});
      if (found == servers_.end()) {
        printed_.unread.push_back(
            {row.place,
             "thresholds say neither forwarding nor weight; `ipvsadm -Ln` is needed, too"});
      } else if (row.values[0] != 0 || row.values[1] != 0) {
        std::string& text = printed_.items[found->second].text;
        text += fmt::format(" -x {} -y {}", row.values[0], row.values[1]);
      }
    }
  }

  std::vector<PrintLine> lines_;
  bool hexadecimal_ = false;
  View view_ = View::plain;
  std::optional<ServiceKey> service_;
  std::map<std::string, std::string, std::less<>> seen_;           ///< services and their lines
  std::map<std::pair<std::string, std::string>, size_t> servers_;  ///< and where in the items
  PrintedIpvs printed_;
};

}  // namespace

PrintedIpvs read_ipvs_listing(std::string_view text) { return IpvsListingReader(text).read(); }

}  // namespace hopproof
