#include "netns/netlink/answers.hh"

#include <cerrno>
#include <cstring>
#include <string>

#include <gtest/gtest.h>

namespace hopproof::netlink {
namespace {

constexpr uint16_t some_type = 20;
constexpr uint32_t sequence_of_first = 7;

/// A message as the kernel sends it.
Message from_kernel(uint16_t type, uint16_t flags, uint32_t sequence) {
  Message message(type, flags);
  reinterpret_cast<nlmsghdr*>(message.bytes().data())->nlmsg_seq = sequence;
  return message;
}

/// An NLMSG_ERROR that quotes no more of the request than its header.
Message refusal(int error, uint32_t sequence, std::string_view words = "") {
  Message message = from_kernel(NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS, sequence);
  message.header<nlmsgerr>().error = -error;
  if (!words.empty()) message.put_text(NLMSGERR_ATTR_MSG, words);
  return message;
}

Message acknowledgement(uint32_t sequence) { return refusal(0, sequence); }

Message sent(std::initializer_list<uint16_t> flags) {
  Message all;
  for (const uint16_t each : flags) all.begin(some_type, each);
  return all;
}

TEST(Answers, AreCompleteWhenAllAreAcknowledged) {
  Message requests = sent({NLM_F_ACK, NLM_F_ACK});
  Answers answers(requests, sequence_of_first);
  EXPECT_EQ(answers.next_sequence(), sequence_of_first + 2);
  answers.take(acknowledgement(sequence_of_first).bytes());
  EXPECT_FALSE(answers.complete());
  answers.take(acknowledgement(sequence_of_first + 1).bytes());
  EXPECT_TRUE(answers.complete());
  EXPECT_TRUE(answers.refusals().empty());
}

TEST(Answers, ToEarlierMessagesArePassedOver) {
  Message request = sent({NLM_F_ACK});
  Answers answers(request, sequence_of_first);
  answers.take(refusal(EPERM, sequence_of_first - 1).bytes());
  EXPECT_FALSE(answers.complete());
  EXPECT_TRUE(answers.refusals().empty());
  const Message stale = from_kernel(some_type, 0, sequence_of_first - 1);
  EXPECT_FALSE(answers.has_content(*reinterpret_cast<const nlmsghdr*>(stale.bytes().data())));
}

TEST(Answers, OneIsAlwaysAskedFor) {
  Message request = sent({0, 0});
  const Answers answers(request, sequence_of_first);
  EXPECT_FALSE(answers.complete());
  const auto& last = *reinterpret_cast<const nlmsghdr*>(request.bytes().data() + sizeof(nlmsghdr));
  EXPECT_EQ(last.nlmsg_flags, NLM_F_REQUEST | NLM_F_ACK);
}

TEST(Answers, ADumpEndsWithDone) {
  Message request = sent({NLM_F_DUMP});
  Answers answers(request, sequence_of_first);
  answers.take(from_kernel(some_type, NLM_F_MULTI, sequence_of_first).bytes());
  EXPECT_FALSE(answers.complete());
  answers.take(from_kernel(NLMSG_DONE, NLM_F_MULTI, sequence_of_first).bytes());
  EXPECT_TRUE(answers.complete());
  EXPECT_FALSE(answers.interrupted());
}

TEST(Answers, ADumpIsInterruptedOrFailsOnItsWay) {
  Message request = sent({NLM_F_DUMP});
  Answers answers(request, sequence_of_first);
  answers.take(from_kernel(some_type, NLM_F_MULTI | NLM_F_DUMP_INTR, sequence_of_first).bytes());
  Message done = from_kernel(NLMSG_DONE, NLM_F_MULTI, sequence_of_first);
  done.header<int>() = -ENOMEM;
  answers.take(done.bytes());
  EXPECT_TRUE(answers.complete());
  EXPECT_TRUE(answers.interrupted());
  ASSERT_EQ(answers.refusals().size(), 1u);
  EXPECT_EQ(answers.refusals()[0].error, ENOMEM);
}

TEST(Answers, TransactionEndsWithTheFirstRefusal) {
  Message transaction = sent({0, 0, NLM_F_ACK, 0});
  Answers answers(transaction, sequence_of_first);
  answers.take(refusal(ENOENT, sequence_of_first + 1).bytes());
  EXPECT_TRUE(answers.complete());
  ASSERT_EQ(answers.refusals().size(), 1u);
  EXPECT_EQ(answers.refusals()[0].index, 1u);
}

TEST(Answers, ErrorsHaveTheKernelsWords) {
  Message requests = sent({NLM_F_ACK, NLM_F_ACK});
  Answers answers(requests, sequence_of_first);
  answers.take(refusal(ENETUNREACH, sequence_of_first, "Nexthop has invalid gateway.\n").bytes());
  answers.take(refusal(EPERM, sequence_of_first + 1).bytes());
  ASSERT_EQ(answers.refusals().size(), 2u);
  EXPECT_STREQ(answers.refusals()[0].as_error("add a route").what(),
               "cannot add a route: Nexthop has invalid gateway: Network is unreachable");
  EXPECT_STREQ(answers.refusals()[1].as_error("add a route").what(),
               "cannot add a route: Operation not permitted");
}

/// What is left of a refusal whose length says `length`.
std::vector<Refusal> cut(uint32_t length, uint16_t flags) {
  Message request = sent({NLM_F_ACK});
  Answers answers(request, sequence_of_first);
  Message answer = refusal(EINVAL, sequence_of_first, "words");
  auto* header = reinterpret_cast<nlmsghdr*>(answer.bytes().data());
  header->nlmsg_len = length;
  header->nlmsg_flags = flags;
  answers.take(answer.bytes().first(NLMSG_ALIGN(length)));
  EXPECT_TRUE(answers.complete());
  return answers.refusals();
}

TEST(Answers, SurviveShortErrors) {
  const auto header = cut(NLMSG_HDRLEN + 4, NLM_F_CAPPED | NLM_F_ACK_TLVS);
  ASSERT_EQ(header.size(), 1u);
  EXPECT_EQ(header[0].error, EBADMSG);
  const auto half = cut(NLMSG_HDRLEN + sizeof(nlmsgerr) + 6, NLM_F_CAPPED | NLM_F_ACK_TLVS);
  ASSERT_EQ(half.size(), 1u);
  EXPECT_EQ(half[0].words, "");
  const auto uncapped = cut(NLMSG_HDRLEN + sizeof(nlmsgerr) + 12, NLM_F_ACK_TLVS);
  ASSERT_EQ(uncapped.size(), 1u);
  EXPECT_EQ(uncapped[0].words, "") << "the quoted header says it is shorter than a header";
}

}  // namespace
}  // namespace hopproof::netlink
