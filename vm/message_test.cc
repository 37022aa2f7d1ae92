#include "vm/message.hh"

#include "harness/base/error.hh"

#include <gtest/gtest.h>

namespace hopproof::vm {
namespace {

TEST(Message, SurvivesBeingCutAnywhere) {
  const Message sent{{{"do", "run"}, {"file", "a\"b.yaml"}}, std::string("case: 1\0x", 9)};
  const std::string wire = encode(sent) + encode({{{"is", "result"}}, ""});
  for (size_t cut = 0; cut <= wire.size(); ++cut) {
    MessageReader reader;
    reader.feed(std::string_view(wire).substr(0, cut));
    auto first = reader.next();
    reader.feed(std::string_view(wire).substr(cut));
    if (!first) first = reader.next();
    ASSERT_TRUE(first) << cut;
    EXPECT_EQ(first->fields, sent.fields);
    EXPECT_EQ(first->body, sent.body);
    const auto second = reader.next();
    ASSERT_TRUE(second) << cut;
    EXPECT_EQ(second->field("is"), "result");
    EXPECT_EQ(second->field("nothing"), "");
    EXPECT_FALSE(reader.next());
  }
}

TEST(Message, RefusesWhatIsNone) {
  MessageReader too_long;
  too_long.feed(std::string("\xff\xff\xff\xff\0\0\0\0", 8));
  EXPECT_THROW(too_long.next(), HostError);
  MessageReader no_json;
  no_json.feed(std::string("\0\0\0\1\0\0\0\0x", 9));
  EXPECT_THROW(no_json.next(), HostError);
  MessageReader no_text;
  no_text.feed(std::string("\0\0\0\7\0\0\0\0{\"a\":1}", 15));
  EXPECT_THROW(no_text.next(), HostError);
}

TEST(Message, ReplacesBytesThatAreNoText) {
  MessageReader reader;
  reader.feed(encode({{{"file", "\xff"}}, "\xff"}));
  const auto message = reader.next();
  ASSERT_TRUE(message);
  EXPECT_EQ(message->field("file"), "\xef\xbf\xbd");
  EXPECT_EQ(message->body, "\xff");
}

}  // namespace
}  // namespace hopproof::vm
