#include "harness/base/text.hh"
#include "harness/faults/fault.hh"

#include <fmt/format.h>

namespace hopproof::faults {
namespace {

/// A hook that the connection's packets come to, and how they look there.
struct FilterPlace {
  std::string node, table, chain, match;
  Spot spot;
};

class FilterPlaces {
 public:
  explicit FilterPlaces(const Deployment& deployment) : at_(deployment) {}

  std::vector<FilterPlace> all() {
    if (!at_.client_is_director()) ends_of_the_client();
    if (!at_.router_before.empty()) router_before();
    director();
    if (!at_.router_behind.empty())
      router(at_.router_behind, Spot::router_behind, Spot::router_back);
    if (!at_.is_local()) server();
    return std::move(places_);
  }

 private:
  std::string asks(const std::string& destination, int port) const {
    return fmt::format("-d {} -p {} --dport {}", destination, at_.protocol, port);
  }
  std::string answers(const std::string& source, int port) const {
    return fmt::format("-s {} -p {} --sport {}", source, at_.protocol, port);
  }
  std::string request_behind() const { return asks(at_.rip, at_.server_port); }
  std::string reply_behind() const { return answers(at_.rip, at_.server_port); }

  void add(const std::string& node, const std::string& table, const std::string& chain,
           const std::string& match, Spot spot) {
    places_.push_back({node, table, chain, match, spot});
  }

  void ends_of_the_client() {
    add(at_.client, "filter", "OUTPUT", asks(at_.asked, at_.port), Spot::leaving_client);
    add(at_.client, "mangle", "OUTPUT", asks(at_.asked, at_.port), Spot::leaving_client);
    add(at_.client, "filter", "INPUT", answers(at_.asked, at_.port), Spot::entering_client);
  }

  void router_before() {
    const std::string& node = at_.router_before;
    add(node, "raw", "PREROUTING", asks(at_.asked, at_.port), Spot::router_before);
    add(node, "mangle", "FORWARD", asks(at_.vip, at_.port), Spot::router_before);
    add(node, "filter", "FORWARD", asks(at_.vip, at_.port), Spot::router_before);
    add(node, "filter", "FORWARD", answers(at_.vip, at_.port), Spot::router_before_back);
    add(node, "mangle", "PREROUTING", answers(at_.vip, at_.port), Spot::router_before_back);
  }

  void router(const std::string& node, Spot there, Spot back) {
    add(node, "filter", "FORWARD", request_behind(), there);
    add(node, "raw", "PREROUTING", request_behind(), there);
    add(node, "mangle", "POSTROUTING", request_behind(), there);
    add(node, "filter", "FORWARD", reply_behind(), back);
    add(node, "raw", "PREROUTING", reply_behind(), back);
  }

  void director() {
    const std::string& node = at_.director;
    const std::string request = asks(at_.vip, at_.port);
    if (at_.client_is_director()) {
      add(node, "filter", "OUTPUT", request, Spot::entering_director);
    } else {
      add(node, "raw", "PREROUTING", request, Spot::entering_director);
      add(node, "mangle", "INPUT", request, Spot::entering_director);
      add(node, "filter", "INPUT", request, Spot::entering_director);
    }
    if (at_.is_local()) return;
    add(node, "filter", "OUTPUT", request_behind(), Spot::leaving_director);
    add(node, "mangle", "POSTROUTING", request_behind(), Spot::leaving_director);
    add(node, "raw", "PREROUTING", reply_behind(), Spot::back_in_director);
    add(node, "mangle", "PREROUTING", reply_behind(), Spot::back_in_director);
    const bool comes_in = at_.is_masqueraded() || at_.client_is_director();
    add(node, "filter", comes_in ? "INPUT" : "FORWARD", reply_behind(), Spot::back_in_director);
    add(node, "mangle", comes_in ? "INPUT" : "FORWARD", reply_behind(), Spot::back_in_director);
  }

  void server() {
    add(at_.server, "raw", "PREROUTING", request_behind(), Spot::entering_server);
    add(at_.server, "mangle", "INPUT", request_behind(), Spot::entering_server);
    add(at_.server, "filter", "INPUT", request_behind(), Spot::entering_server);
    add(at_.server, "filter", "OUTPUT", reply_behind(), Spot::leaving_server);
    add(at_.server, "mangle", "POSTROUTING", reply_behind(), Spot::leaving_server);
  }

  const Deployment& at_;
  std::vector<FilterPlace> places_;
};

/// The findings that say so: one for each part of the way, and one for all.
std::vector<std::string> findings_of(const FilterPlace& place) {
  std::vector<std::string> findings{"dropped-by-filter"};
  switch (place.spot) {
    case Spot::router_before:
    case Spot::router_behind:
      findings.emplace_back("request-not-forwarded");
      break;
    case Spot::entering_director:
      findings.emplace_back("request-dropped-by-input-filter");
      break;
    case Spot::entering_server:
      findings.emplace_back("dropped-at-server");
      break;
    case Spot::router_back:
    case Spot::back_in_director:
    case Spot::router_before_back:
      findings.emplace_back("reply-dropped-by-forward-filter");
      break;
    default:
      break;
  }
  return findings;
}

/// A drop has a finding that says so, and names the chain.
Fault filtered(const FilterPlace& place, const std::string& how,
               std::function<void(Deployment&)> put_in) {
  const bool request = place.spot < Spot::leaving_server;
  Fault fault = make_fault(fmt::format("{} {} {} of the {}", how, place.table, place.chain,
                                       request ? "request" : "reply"),
                           place.node, findings_of(place), place.spot, std::move(put_in));
  fault.mentions = place.chain;
  return fault;
}

Fault dropped(const FilterPlace& place, const std::string& target) {
  Fault fault = filtered(place, target + " in", [place, target](Deployment& made) {
    const std::string table = place.table == "filter" ? "" : fmt::format("-t {} ", place.table);
    made.node(place.node)
        .firewall.push_back(
            fmt::format("{}-A {} {} -j {}", table, place.chain, place.match, target));
  });
  fault.is_static = true;
  return fault;
}

Fault refused_by_policy(const FilterPlace& place) {
  Fault fault = filtered(place, "policy DROP of", [place](Deployment& made) {
    made.node(place.node).firewall.push_back(fmt::format("-P {} DROP", place.chain));
  });
  fault.is_static = true;
  return fault;
}

Fault dropped_by_nft(const FilterPlace& place, const Deployment& deployment) {
  const char* family = deployment.family == Family::v4 ? "ip" : "ip6";
  Fault fault = filtered(place, "nft drop like", [place, family](Deployment& made) {
    std::string match = place.match;
    const size_t end = match.find(" -p ");
    const bool by_source = match.starts_with("-s ");
    match =
        fmt::format("{} {} {}", family, by_source ? "saddr" : "daddr", match.substr(3, end - 3));
    made.node(place.node).nftables = fmt::format(
        "table inet guard {{\n  chain {0}_guard {{\n    type filter hook {0} priority 0; policy "
        "accept;\n    {1} counter drop\n  }}\n}}",
        lowered(place.chain), match);
  });
  fault.mentions = lowered(place.chain) + "_guard";
  return fault;
}

}  // namespace

void add_filter_faults(const Deployment& deployment, std::vector<Fault>& found) {
  for (const FilterPlace& place : FilterPlaces(deployment).all()) {
    found.push_back(dropped(place, "DROP"));
    if (place.table != "filter") continue;
    const bool asked_before =
        place.spot == Spot::router_back || place.spot == Spot::router_before_back;
    found.push_back(dropped(place, "REJECT"));
    if (!asked_before) found.push_back(refused_by_policy(place));  // else it takes the request
    found.push_back(dropped_by_nft(place, deployment));
  }
}

}  // namespace hopproof::faults
