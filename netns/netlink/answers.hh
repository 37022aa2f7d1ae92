#pragma once

#include "harness/base/error.hh"
#include "netns/netlink/message.hh"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::netlink {

/// A message that the kernel did not do.
struct Refusal {
  size_t index = 0;   ///< which of those sent together, from 0
  int error = 0;      ///< errno
  std::string words;  ///< the kernel's own (NLMSGERR_ATTR_MSG), or ""

  /// "cannot <attempt>: <the kernel's words>: <errno text>".
  SystemError as_error(std::string_view attempt) const;
};

/// Follows the answers to messages that were sent together until they are complete. Answers to
/// earlier messages are recognised by their sequence numbers and passed over.
class Answers {
 public:
  /// Numbers the messages from `first_sequence` on, as they must be sent. Those with NLM_F_ACK or
  /// NLM_F_DUMP are waited for; if none has them, the last message gets NLM_F_ACK.
  Answers(Message& messages, uint32_t first_sequence);

  void take(std::span<const uint8_t> datagram);

  /// Each of the messages waited for has its last answer, or the kernel has refused one that was
  /// not to be acknowledged: that ends a transaction of nf_tables.
  bool complete() const { return waiting_ == 0; }
  /// Something changed while a dump was made (NLM_F_DUMP_INTR): it must be requested again.
  bool interrupted() const { return interrupted_; }
  /// In the order in which they came.
  const std::vector<Refusal>& refusals() const { return refusals_; }

  /// True for a message that belongs to the answers and is not just the sign that they end.
  bool has_content(const nlmsghdr& message) const;
  uint32_t next_sequence() const { return first_sequence_ + uint32_t(asks_.size()); }

 private:
  void take_one(const nlmsghdr& message);
  void finish(size_t index, int error, std::string words);

  uint32_t first_sequence_;
  std::vector<bool> asks_;  // by message: is it waited for?
  size_t waiting_ = 0;
  bool interrupted_ = false;
  std::vector<Refusal> refusals_;
};

}  // namespace hopproof::netlink
