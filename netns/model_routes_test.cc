#include "harness/base/error.hh"
#include "harness/model/routes.hh"
#include "harness/model/sysctl_name.hh"
#include "netns/addressing.hh"
#include "netns/generated_node.hh"
#include "netns/lab_mood.hh"
#include "netns/lab_privileges.hh"
#include "netns/link.hh"
#include "netns/netlink/attributes.hh"
#include "netns/netlink/routes.hh"
#include "netns/sysctl.hh"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>

// The model against the kernel of this host: the same configuration in a namespace, the same
// packets asked about by RTM_GETROUTE, as `ip route get` does.

namespace hopproof::netns {
namespace {

constexpr uint64_t usual_seed = 20240229;
constexpr int configurations = 1200;  // of each family

int index_of(const std::string& name) {
  if (name == "lo") return 1;
  const auto found = std::ranges::find(NodeGenerator::interfaces(), name);
  return found == NodeGenerator::interfaces().end()
             ? 0
             : 100 + int(found - NodeGenerator::interfaces().begin());
}
std::string name_of(int index) {
  return index == 1 ? "lo" : NodeGenerator::interfaces().at(size_t(index - 100));
}

std::string error_name(int error) {
  const char* name = ::strerrorname_np(error);
  return name == nullptr ? std::to_string(error) : name;
}

/// A namespace with three interfaces, which is configured again and again.
class KernelNode {
 public:
  KernelNode()
      : space_(Namespace::create()),
        socket_(space_, NETLINK_ROUTE),
        news_(space_, NETLINK_ROUTE, {RTNLGRP_IPV6_ROUTE}),
        queue_(space_) {
    pin_sysctls(space_, lab_mood(false));
    set_up(queue_, 1, "set up lo");
    for (const std::string& name : NodeGenerator::interfaces()) {
      add_unplugged(queue_, name, index_of(name), {2, 0, 0, 0, 0, uint8_t(index_of(name))}, "add");
      set_up(queue_, index_of(name), "set up");
    }
    queue_.commit();
    for (const auto& message : dump_all()) born_with_.insert(key_of(message));
  }

  /// As netns/lab_node.cc; what the kernel refuses is not there.
  void configure(const Node& node) {
    write_sysctls(node);
    for (const Interface& interface : node.interfaces)
      for (const InterfaceAddress& own : interface.addresses)
        attempt([&] { add_address(queue_, index_of(interface.name), own.cidr, ""); });
    wait_for_addresses(node);
    for (const PolicyRuleItem& item : node.rules)
      attempt([&] { add_policy_rule(queue_, item.rule, ""); });
    for (const RouteItem& item : node.routes)
      attempt([&] { add_route(queue_, item.route, index_of, ""); });
  }

  std::string answer(const model::RouteQuery& query) {
    netlink::RouteQuery question{query.destination, query.source};
    if (!query.input.empty()) question.input = index_of(query.input);
    if (!query.output.empty()) question.output = index_of(query.output);
    question.mark = query.mark;
    const netlink::RouteReply reply = netlink::look_up_route(socket_, question);
    return reply.error == 0 ? words_of(reply, query) : refusal(reply.error, query);
  }

  static std::string refusal(int error, const model::RouteQuery& query) {
    // At the entrance a kernel since 6.13 says EINVAL of whatever it drops.
    if (!query.input.empty() && error == EXDEV) error = EINVAL;
    return error_name(error);
  }

  /// As `ip route flush`: an entry of a dump, sent back with the type that deletes it.
  /// False when it did not become as new: the kernel deletes by fewer terms than it adds, and so
  /// may have taken a rule or a route of its own.
  bool flush() {
    constexpr int most_times = 8;
    for (int i = 0; i < most_times; ++i)
      if (flush_once()) return is_as_new();
    return false;
  }

 private:
  bool is_as_new() {
    std::set<std::string> now;
    for (const Bytes& message : dump_all()) now.insert(key_of(message));
    return now == born_with_;
  }

  /// True when there was nothing.
  bool flush_once() {
    bool clean = true;
    for (Bytes& message : dump_all()) {
      if (born_with_.contains(key_of(message))) continue;
      clean = false;
      auto& header = *reinterpret_cast<nlmsghdr*>(message.data());
      header.nlmsg_type = uint16_t(header.nlmsg_type + 1);  // RTM_NEW... to RTM_DEL...
      header.nlmsg_flags = NLM_F_REQUEST;
      header.nlmsg_seq = 0;
      header.nlmsg_pid = 0;
      socket_.send(message);
    }
    return clean;
  }

  using Bytes = std::vector<uint8_t>;

  template <class Request>
  void attempt(Request request) {
    request();
    try {
      queue_.commit();
    } catch (const SystemError& error) {
      refusal_ = error.what();
    }
  }

  /// The kernel puts an IPv6 address into its tables a little later (addrconf_dad_work), and says
  /// so.
  void wait_for_addresses(const Node& node) {
    news_.drain();
    const auto is_ready = [&](const IpAddress& own) {
      const auto type = netlink::look_up_route(socket_, {own, std::nullopt}).type;
      return type == RTN_LOCAL || type == RTN_ANYCAST;
    };
    for (const Interface& interface : node.interfaces) {
      for (const InterfaceAddress& own : interface.addresses) {
        while (!own.cidr.address.is_v4() && !is_ready(own.cidr.address)) {
          pollfd news{news_.fd(), POLLIN, 0};
          if (::poll(&news, 1, 5000) != 1)
            throw HostError(own.text + " does not come up (" + refusal_ + ") in\n" + text(node));
          news_.drain();
        }
      }
    }
  }

  void write_sysctls(const Node& node) {
    const EnterScope in(space_);
    const auto write = [](const std::string& name, const std::string& value) {
      const int error = write_sysctl(model::sysctl_path(name).value(), value);
      if (error != 0) throw SystemError("write " + name, error);
    };
    write("net.ipv4.ip_forward", "1");  // a change is passed on to the interfaces
    write("net.ipv4.ip_forward", "0");
    for (const SysctlItem& item : every_sysctl_)
      write(item.name, model::Sysctls(Node{}).value(item.name));
    if (every_sysctl_.empty()) every_sysctl_ = node.sysctls;
    for (const SysctlItem& item : node.sysctls) write(item.name, item.text);
  }

  static std::string words_of(const netlink::RouteReply& reply, const model::RouteQuery& query) {
    const bool says_source = reply.source && !query.source && query.input.empty();
    const std::string source = says_source ? " src " + reply.source->text() : "";
    if (reply.type == RTN_LOCAL || reply.type == RTN_ANYCAST) return "local" + source;
    if (reply.type == RTN_BROADCAST) return "broadcast" + source;
    const std::string via = reply.gateway ? " via " + reply.gateway->text() : "";
    return "dev " + name_of(reply.output) + via + source;
  }

  /// Routes, then rules, then addresses: what is deleted in this order takes nothing with it.
  std::vector<Bytes> dump_all() {
    std::vector<Bytes> all;
    for (const auto type : {uint16_t(RTM_GETROUTE), uint16_t(RTM_GETRULE), uint16_t(RTM_GETADDR)}) {
      for (const auto family : {uint8_t(AF_INET), uint8_t(AF_INET6)}) {
        netlink::Message request(type, NLM_F_DUMP);
        request.header<rtmsg>().rtm_family = family;
        socket_.request(request, "list", [&](const nlmsghdr& message) {
          const auto* bytes = reinterpret_cast<const uint8_t*>(&message);
          all.emplace_back(bytes, bytes + message.nlmsg_len);
        });
      }
    }
    return all;
  }

  /// What makes two entries of a dump the same: all but the sequence and what counts its use.
  static std::string key_of(const Bytes& message) {
    const auto& header = *reinterpret_cast<const nlmsghdr*>(message.data());
    std::string key = std::to_string(header.nlmsg_type);
    const size_t skipped = header.nlmsg_type == RTM_NEWADDR ? sizeof(ifaddrmsg) : sizeof(rtmsg);
    key.append(message.begin() + sizeof header, message.begin() + sizeof header + skipped);
    const uint16_t counts_use =
        header.nlmsg_type == RTM_NEWADDR ? uint16_t(IFA_CACHEINFO) : uint16_t(RTA_CACHEINFO);
    for (const netlink::Attribute attribute : netlink::Attributes(header, skipped)) {
      if (attribute.type == counts_use && header.nlmsg_type != RTM_NEWRULE) continue;
      key += fmt::format("|{}:", attribute.type);
      key.append(attribute.payload.begin(), attribute.payload.end());
    }
    return key;
  }

  Namespace space_;
  netlink::Socket socket_;
  netlink::Socket news_;
  netlink::RequestQueue queue_;
  std::set<std::string> born_with_;
  std::vector<SysctlItem> every_sysctl_;  // that a generated node sets
  std::string refusal_;                   // the last one
};

/// A namespace never forgets that it had rules, or local routes of its own.
class KernelNodes {
 public:
  KernelNode& for_node(const Node& node) {
    bool local = false;
    for (const RouteItem& item : node.routes)
      local = local || item.route.type == Route::Type::local;
    auto& kernel = nodes_[{!node.rules.empty(), local}];
    if (!kernel || !kernel->flush()) kernel = std::make_unique<KernelNode>();
    kernel->configure(node);
    return *kernel;
  }

 private:
  std::map<std::pair<bool, bool>, std::unique_ptr<KernelNode>> nodes_;
};

std::string modelled(const model::Routes& routes, const model::RouteQuery& query) {
  const model::RouteDecision decision =
      query.input.empty() ? routes.sent(query) : routes.received(query);
  if (decision.error != 0) return KernelNode::refusal(decision.error, query);
  const bool says_source = !query.source && query.input.empty() && decision.source;
  const std::string source = says_source ? " src " + decision.source->text() : "";
  if (decision.is_local()) return "local" + source;
  if (decision.kind == model::RouteDecision::Kind::broadcast) return "broadcast" + source;
  const std::string via = decision.via ? " via " + decision.via->text() : "";
  return "dev " + decision.interface + via + source;
}

/// What the model says otherwise than the kernel; "": nothing.
std::string difference(KernelNode& kernel, const Node& node, const model::RouteQuery& query) {
  const std::string seen = kernel.answer(query);
  const std::string said = modelled(model::Routes(node), query);
  return seen == said
             ? ""
             : fmt::format("  {}\n    kernel: {}\n    model:  {}", text(query), seen, said);
}

/// The node without as much as can go while the answers still differ.
class Shrinker {
 public:
  Shrinker(KernelNodes& kernels, model::RouteQuery query)
      : kernels_(kernels), query_(std::move(query)) {}

  std::string smallest(Node node) {
    for (bool smaller = true; smaller;) {
      smaller = drop_one(node, node.routes) || drop_one(node, node.rules);
      // Of IPv6 the kernel does not look at forwarding when it is asked.
      if (query_.destination.is_v4()) smaller = smaller || drop_one(node, node.sysctls);
      for (Interface& interface : node.interfaces)
        smaller = smaller || drop_one(node, interface.addresses);
    }
    return text(node) + difference(kernels_.for_node(node), node, query_);
  }

 private:
  template <class Item>
  bool drop_one(const Node& node, std::vector<Item>& items) {
    for (size_t i = items.size(); i-- > 0;) {
      const Item dropped = items[i];
      items.erase(items.begin() + std::ptrdiff_t(i));
      if (!difference(kernels_.for_node(node), node, query_).empty()) return true;
      items.insert(items.begin() + std::ptrdiff_t(i), dropped);
    }
    return false;
  }

  KernelNodes& kernels_;
  model::RouteQuery query_;
};

uint64_t first_seed() {
  const char* wanted = std::getenv("HOPPROOF_SEED");
  return wanted == nullptr ? usual_seed : std::strtoull(wanted, nullptr, 10);
}

class ModelRoutes : public testing::TestWithParam<Family> {};

TEST_P(ModelRoutes, AreThoseOfTheKernel) {
  HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
  KernelNodes kernels;
  int found = 0, asked = 0;
  std::map<std::string, int> kinds;
  for (int i = 0; i < configurations && found < 3; ++i) {
    const uint64_t seed = first_seed() + uint64_t(i);
    NodeGenerator generator(seed, GetParam());
    const Node node = generator.node();
    KernelNode& kernel = kernels.for_node(node);
    for (const model::RouteQuery& query : generator.queries(node)) {
      ++asked;
      const std::string seen = kernel.answer(query);
      ++kinds[seen.substr(0, seen.find(' '))];
      if (difference(kernel, node, query).empty()) continue;
      ++found;
      ADD_FAILURE() << "HOPPROOF_SEED=" << seed << "\n" << Shrinker(kernels, query).smallest(node);
      break;
    }
  }
  std::cout << configurations << " configurations from HOPPROOF_SEED=" << first_seed() << ", "
            << asked << " packets:";
  for (const auto& [kind, count] : kinds) std::cout << ' ' << kind << ' ' << count;
  std::cout << '\n';
}

INSTANTIATE_TEST_SUITE_P(Families, ModelRoutes, testing::Values(Family::v4, Family::v6),
                         [](const auto& one) { return one.param == Family::v4 ? "v4" : "v6"; });

}  // namespace
}  // namespace hopproof::netns
