#include "netns/netlink/request_queue.hh"

#include <algorithm>
#include <utility>

namespace hopproof::netlink {
namespace {

/// The answers of one send must fit into the socket's receive buffer.
constexpr size_t requests_per_send = 64;

}  // namespace

Message& RequestQueue::add(uint16_t type, uint16_t flags, std::string attempt) {
  queue_.push_back({Message(type, uint16_t(flags | NLM_F_ACK)), std::move(attempt), 0});
  return queue_.back().message;
}

void RequestQueue::commit() {
  while (!queue_.empty()) send_some(std::min(queue_.size(), requests_per_send));
}

void RequestQueue::send_some(size_t count) {
  Message all;
  for (size_t i = 0; i < count; ++i) all.append(queue_[i].message);
  const auto refusals = socket_.exchange(all, queue_.front().attempt);
  const auto failure = std::ranges::find_if(refusals, [this](const Refusal& refusal) {
    return refusal.error != queue_[refusal.index].forgiven;
  });
  if (failure != refusals.end()) {
    const SystemError error = failure->as_error(queue_[failure->index].attempt);
    queue_.clear();
    throw error;
  }
  queue_.erase(queue_.begin(), queue_.begin() + std::ptrdiff_t(count));
}

}  // namespace hopproof::netlink
