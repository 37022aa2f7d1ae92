#include "netns/kernel_node.hh"

#include "harness/base/error.hh"
#include "harness/model/sysctl_name.hh"
#include "harness/model/sysctls.hh"
#include "netns/addressing.hh"
#include "netns/generated_node.hh"
#include "netns/lab_mood.hh"
#include "netns/lab_privileges.hh"
#include "netns/link.hh"
#include "netns/netlink/attributes.hh"
#include "netns/sysctl.hh"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::netns {
namespace {

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

std::string words_of(const netlink::RouteReply& reply, const model::RouteQuery& query) {
  const bool says_source = reply.source && !query.source && query.input.empty();
  const std::string source = says_source ? " src " + reply.source->text() : "";
  if (reply.type == RTN_LOCAL || reply.type == RTN_ANYCAST) return "local" + source;
  if (reply.type == RTN_BROADCAST) return "broadcast" + source;
  const std::string via = reply.gateway ? " via " + reply.gateway->text() : "";
  return "dev " + name_of(reply.output) + via + source;
}

/// What makes two entries of a dump the same: all but the sequence and what counts its use.
std::string key_of(const std::vector<uint8_t>& message) {
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

}  // namespace

KernelNode::KernelNode()
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

void KernelNode::configure(const Node& node) {
  write_sysctls(node);
  for (const Interface& interface : node.interfaces)
    for (const InterfaceAddress& own : interface.addresses)
      attempt([&] { add_address(queue_, index_of(interface.name), own.cidr, ""); });
  wait_for_addresses(node);
  now_ = {};
  for (const PolicyRuleItem& item : node.rules)
    now_.rules |= attempt([&] { add_policy_rule(queue_, item.rule, ""); });
  for (const RouteItem& item : node.routes)
    if (attempt([&] { add_route(queue_, item.route, index_of, ""); }))
      now_.local_routes |= item.route.type == Route::Type::local;
  ever_.rules |= now_.rules;
  ever_.local_routes |= now_.local_routes;
}

std::string KernelNode::answer(const model::RouteQuery& query) {
  netlink::RouteQuery question{query.destination, query.source};
  if (!query.input.empty()) question.input = index_of(query.input);
  if (!query.output.empty()) question.output = index_of(query.output);
  question.mark = query.mark;
  const netlink::RouteReply reply = netlink::look_up_route(socket_, question);
  return reply.error == 0 ? words_of(reply, query) : refusal(reply.error, query);
}

std::string KernelNode::refusal(int error, const model::RouteQuery& query) {
  // At the entrance a kernel since 6.13 says EINVAL of whatever it drops.
  if (!query.input.empty() && error == EXDEV) error = EINVAL;
  return error_name(error);
}

bool KernelNode::flush() {
  constexpr int most_times = 8;
  for (int i = 0; i < most_times; ++i)
    if (flush_once()) return is_as_new();
  return false;
}

bool KernelNode::is_as_new() {
  std::set<std::string> now;
  for (const Bytes& message : dump_all()) now.insert(key_of(message));
  return now == born_with_;
}

/// True when there was nothing.
bool KernelNode::flush_once() {
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

template <class Request>
bool KernelNode::attempt(Request request) {
  request();
  try {
    queue_.commit();
    return true;
  } catch (const SystemError& error) {
    refusal_ = error.what();
    return false;
  }
}

/// The kernel puts an IPv6 address into its tables a little later (addrconf_dad_work), and says
/// so.
void KernelNode::wait_for_addresses(const Node& node) {
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

void KernelNode::write_sysctls(const Node& node) {
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

/// Routes, then rules, then addresses: what is deleted in this order takes nothing with it.
std::vector<KernelNode::Bytes> KernelNode::dump_all() {
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

TEST(KernelNode, IsAsNewAfterAFlush) {
  HOPPROOF_SKIP_WITHOUT_LAB_PRIVILEGES();
  NodeGenerator generator(3, Family::v4);
  const Node configured = generator.node();
  ASSERT_FALSE(configured.routes.empty());
  KernelNode kernel;
  const model::RouteQuery query = generator.queries(configured).front();
  const std::string before = kernel.answer(query);
  kernel.configure(configured);
  ASSERT_TRUE(kernel.flush());
  EXPECT_EQ(kernel.answer(query), before);
}

}  // namespace hopproof::netns
