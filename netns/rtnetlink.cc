#include "netns/rtnetlink.hh"

#include <algorithm>
#include <optional>
#include <vector>

#include <linux/rtnetlink.h>

namespace hopproof {
namespace {

/// The answers of one send must fit into the socket's receive buffer.
constexpr size_t requests_per_send = 64;

}  // namespace

RtNetlink::RtNetlink(const Namespace& space) : socket_(space, NETLINK_ROUTE) {}

NetlinkMessage& RtNetlink::add(uint16_t type, uint16_t flags, std::string attempt) {
  const auto all_flags = uint16_t(flags | NLM_F_REQUEST | NLM_F_ACK);
  queue_.push_back({NetlinkMessage(type, all_flags), std::move(attempt), 0});
  return queue_.back().message;
}

void RtNetlink::commit() {
  while (!queue_.empty()) send_some(std::min(queue_.size(), requests_per_send));
}

void RtNetlink::send_some(size_t count) {
  std::vector<char> bytes;
  for (size_t i = 0; i < count; ++i) {
    queue_[i].message.sequence(first_sequence_ + uint32_t(i));
    const auto message = queue_[i].message.bytes();
    bytes.insert(bytes.end(), message.begin(), message.end());
    bytes.resize(NLMSG_ALIGN(bytes.size()));
  }
  socket_.send(bytes, queue_.front().attempt);

  size_t answered = 0;
  std::optional<SystemError> failure;
  const auto visit = [&](const nlmsghdr& answer) {
    const size_t i = answer.nlmsg_seq - first_sequence_;
    if (answer.nlmsg_type != NLMSG_ERROR || i >= count) return true;
    const int error = error_of(answer);
    if (error != 0 && error != queue_[i].forgiven && !failure)
      failure.emplace(failure_of(queue_[i], answer), error);
    return ++answered < count;
  };
  while (socket_.receive(visit, queue_.front().attempt)) continue;

  first_sequence_ += uint32_t(count);
  queue_.erase(queue_.begin(), queue_.begin() + std::ptrdiff_t(count));
  if (!failure) return;
  queue_.clear();
  throw *failure;
}

std::string RtNetlink::failure_of(const Request& request, const nlmsghdr& answer) const {
  std::string words = explanation_of(answer);
  while (!words.empty() && (words.back() == '.' || words.back() == '\n')) words.pop_back();
  return words.empty() ? request.attempt : request.attempt + ": " + words;
}

}  // namespace hopproof
