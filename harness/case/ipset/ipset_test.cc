#include "harness/case/ipset/ipset.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

IpsetLine line(std::string_view text) {
  const auto read = parse_ipset(text);
  const auto* error = std::get_if<LineError>(&read);
  EXPECT_EQ(error, nullptr) << text << ": " << error->message;
  return error != nullptr ? IpsetLine{} : std::get<IpsetLine>(read);
}

std::string refusal_of_set(std::string_view text) {
  const auto read = parse_ipset(text);
  const auto* error = std::get_if<LineError>(&read);
  return error == nullptr ? "" : error->message;
}

TEST(Ipset, ReadsWhatIsTypedAndWhatSavePrints) {
  EXPECT_EQ(line("ipset create friends hash:ip").verb, IpsetLine::Verb::create);
  EXPECT_EQ(line("-N friends hash:net,port family inet6 hashsize 1024").set, "friends");
  EXPECT_EQ(line("-exist add friends 10.0.0.1 timeout 60").verb, IpsetLine::Verb::add);
  EXPECT_EQ(line("add -exist friends 10.0.0.1").set, "friends");
  EXPECT_EQ(line("add all friends").member, "friends");
  EXPECT_EQ(line("flush friends").verb, IpsetLine::Verb::other);
}

TEST(Ipset, SaysWhatItCannotRead) {
  EXPECT_EQ(refusal_of_set("create friends hash:ipp"),
            "'hash:ipp' is not a type of set; did you mean 'hash:ip'?");
  EXPECT_NE(refusal_of_set("crate friends hash:ip").find("did you mean 'create'?"), std::string::npos);
  EXPECT_EQ(refusal_of_set("add friends"), "'add' needs one word more");
  EXPECT_EQ(refusal_of_set("flush"), "'flush' needs the name of a set");
  EXPECT_NE(refusal_of_set(""), "");
}

}  // namespace
}  // namespace hopproof
