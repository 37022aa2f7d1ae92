#include "netns/netlink_socket.hh"

#include "harness/base/error.hh"
#include "netns/netlink_attributes.hh"

#include <cerrno>
#include <vector>

#include <linux/netlink.h>
#include <sys/socket.h>

namespace hopproof {
namespace {

/// True when a well-formed nlmsgerr is there.
bool holds_error(const nlmsghdr& answer) {
  return answer.nlmsg_type == NLMSG_ERROR && mnl_nlmsg_get_payload_len(&answer) >= sizeof(nlmsgerr);
}

const nlmsgerr& payload_error(const nlmsghdr& answer) {
  return *static_cast<const nlmsgerr*>(mnl_nlmsg_get_payload(&answer));
}

}  // namespace

NetlinkSocket::NetlinkSocket(const Namespace& space, int bus, unsigned groups) {
  const EnterScope in(space);
  socket_.reset(mnl_socket_open2(bus, SOCK_CLOEXEC));
  if (!socket_) throw_errno("open a netlink socket");
  int on = 1;  // kernels that lack these options only explain less
  mnl_socket_setsockopt(socket_.get(), NETLINK_EXT_ACK, &on, sizeof on);
  mnl_socket_setsockopt(socket_.get(), NETLINK_CAP_ACK, &on, sizeof on);
  check("bind a netlink socket", mnl_socket_bind(socket_.get(), groups, MNL_SOCKET_AUTOPID));
}

void NetlinkSocket::send(std::span<const char> bytes, std::string_view attempt) {
  check_long(attempt, mnl_socket_sendto(socket_.get(), bytes.data(), bytes.size()));
}

bool NetlinkSocket::receive(const Visitor& each, std::string_view attempt) {
  alignas(nlmsghdr) static thread_local char buffer[32 * 1024];
  ssize_t size = mnl_socket_recvfrom(socket_.get(), buffer, sizeof buffer);
  while (size < 0 && errno == EINTR)
    size = mnl_socket_recvfrom(socket_.get(), buffer, sizeof buffer);
  int left = int(check_long(attempt, size));
  for (auto* m = reinterpret_cast<const nlmsghdr*>(buffer); mnl_nlmsg_ok(m, left);
       m = mnl_nlmsg_next(m, &left))
    if (!each(*m)) return false;
  return true;
}

int NetlinkSocket::ask(NetlinkMessage& request, const std::function<void(const nlmsghdr&)>& each,
                       std::string_view attempt) {
  request.sequence(++sequence_);
  send(request.bytes(), attempt);
  int error = 0;
  const auto visit = [&](const nlmsghdr& answer) {
    if (answer.nlmsg_seq != sequence_) return true;
    if (answer.nlmsg_type != NLMSG_ERROR) return each(answer), true;
    error = error_of(answer);
    return false;
  };
  while (receive(visit, attempt)) continue;
  return error;
}

void NetlinkSocket::dump(NetlinkMessage& request, const std::function<void(const nlmsghdr&)>& each,
                         std::string_view attempt) {
  request.sequence(++sequence_);
  send(request.bytes(), attempt);
  const auto visit = [&](const nlmsghdr& answer) {
    if (answer.nlmsg_seq != sequence_) return true;
    if (answer.nlmsg_type == NLMSG_DONE) return false;
    if (answer.nlmsg_type == NLMSG_ERROR) throw SystemError(attempt, error_of(answer));
    each(answer);
    return true;
  };
  while (receive(visit, attempt)) continue;
}

int error_of(const nlmsghdr& answer) {
  return holds_error(answer) ? -payload_error(answer).error : EBADMSG;
}

std::string explanation_of(const nlmsghdr& answer) {
  if (!holds_error(answer) || (answer.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return "";
  size_t offset = sizeof(nlmsgerr);
  if ((answer.nlmsg_flags & NLM_F_CAPPED) == 0) {
    const uint32_t quoted = payload_error(answer).msg.nlmsg_len;
    if (quoted < sizeof(nlmsghdr)) return "";
    offset += quoted - sizeof(nlmsghdr);
  }
  std::string found;
  for_each_attribute(answer, offset, [&](const nlattr& attribute) {
    if (mnl_attr_get_type(&attribute) != NLMSGERR_ATTR_MSG) return;
    if (mnl_attr_validate(&attribute, MNL_TYPE_NUL_STRING) == 0)
      found = mnl_attr_get_str(&attribute);
  });
  return found;
}

}  // namespace hopproof
