#include "engine/netfilter/answer.hh"

#include <gtest/gtest.h>

namespace hopproof::netfilter {
namespace {

Answer carried(const Answer& answer) {
  AnswerReader reader;
  for (const std::string& datagram : to_datagrams(answer)) {
    EXPECT_FALSE(reader.complete());
    EXPECT_TRUE(reader.take(datagram));
  }
  EXPECT_TRUE(reader.complete());
  return reader.answer();
}

TEST(Answer, ArrivesAsItWasSent) {
  for (const size_t length : {0, 1, 32 * 1024, 100'000}) {
    const Answer answer = carried({255, std::string(length, 'x')});
    EXPECT_EQ(answer.code, 255);
    EXPECT_EQ(answer.text.size(), length);
  }
}

TEST(Answer, RefusesNonsense) {
  EXPECT_FALSE(AnswerReader().take(""));
  EXPECT_FALSE(AnswerReader().take("0"));
  EXPECT_FALSE(AnswerReader().take("256 1"));
  EXPECT_FALSE(AnswerReader().take("0 99999999999"));
  AnswerReader longer;
  EXPECT_TRUE(longer.take("0 1"));
  EXPECT_FALSE(longer.take("ab"));
}

}  // namespace
}  // namespace hopproof::netfilter
