#include "netns/netlink/answers.hh"

#include "netns/netlink/attributes.hh"

#include <cerrno>
#include <utility>

namespace hopproof::netlink {
namespace {

bool asks_for_answer(const nlmsghdr& message) {
  return (message.nlmsg_flags & NLM_F_ACK) != 0 || (message.nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
}

int error_of(const nlmsghdr& answer) {
  const auto* said = family_header<nlmsgerr>(answer);
  return said == nullptr ? EBADMSG : -said->error;
}

/// A dump that fails on its way says so in a number behind the header.
int error_at_end(const nlmsghdr& done) {
  const auto* said = family_header<int>(done);
  return said == nullptr || *said >= 0 ? 0 : -*said;
}

/// It stands behind the request, of which the answer quotes all or only the header.
std::string explanation_of(const nlmsghdr& answer) {
  const auto* said = family_header<nlmsgerr>(answer);
  if (said == nullptr || (answer.nlmsg_flags & NLM_F_ACK_TLVS) == 0) return "";
  size_t header = sizeof(nlmsgerr);
  if ((answer.nlmsg_flags & NLM_F_CAPPED) == 0) {
    if (said->msg.nlmsg_len < sizeof(nlmsghdr)) return "";
    header += said->msg.nlmsg_len - sizeof(nlmsghdr);
  }
  std::string words(Attributes(answer, header).find(NLMSGERR_ATTR_MSG).text());
  while (words.ends_with('.') || words.ends_with('\n')) words.pop_back();
  return words;
}

}  // namespace

SystemError Refusal::as_error(std::string_view attempt) const {
  std::string what(attempt);
  if (!words.empty()) what += ": " + words;
  return {what, error};
}

Answers::Answers(Message& messages, uint32_t first_sequence) : first_sequence_(first_sequence) {
  for_each_message(messages.bytes(), [&](nlmsghdr& message) {
    message.nlmsg_seq = next_sequence();
    asks_.push_back(asks_for_answer(message));
    if (asks_.back()) ++waiting_;
  });
  if (waiting_ != 0 || asks_.empty()) return;
  messages.add_flags(NLM_F_ACK);
  asks_.back() = true;
  waiting_ = 1;
}

void Answers::take(std::span<const uint8_t> datagram) {
  for_each_message(datagram, [this](const nlmsghdr& message) { take_one(message); });
}

void Answers::take_one(const nlmsghdr& message) {
  const size_t index = message.nlmsg_seq - first_sequence_;
  if (index >= asks_.size() || complete()) return;
  if ((message.nlmsg_flags & NLM_F_DUMP_INTR) != 0) interrupted_ = true;
  if (message.nlmsg_type == NLMSG_ERROR) finish(index, error_of(message), explanation_of(message));
  if (message.nlmsg_type == NLMSG_DONE) finish(index, error_at_end(message), "");
}

void Answers::finish(size_t index, int error, std::string words) {
  if (error != 0) refusals_.push_back({index, error, std::move(words)});
  if (asks_[index])
    --waiting_;
  else if (error != 0)
    waiting_ = 0;
}

bool Answers::has_content(const nlmsghdr& message) const {
  return message.nlmsg_seq - first_sequence_ < asks_.size() && message.nlmsg_type >= NLMSG_MIN_TYPE;
}

}  // namespace hopproof::netlink
