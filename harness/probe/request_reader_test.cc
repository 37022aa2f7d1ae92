#include "harness/probe/request_reader.hh"

#include <gtest/gtest.h>

namespace hopproof::probe {
namespace {

std::optional<Reply> ask(RequestReader& reader, std::string_view text) {
  for (const char& byte : text) {
    std::string_view one(&byte, 1);
    if (auto reply = reader.feed(one)) return reply;
  }
  return std::nullopt;
}

std::unique_ptr<RequestReader> make(Serve::Protocol protocol) {
  return RequestReader::make(protocol, "rs1", *Endpoint::parse("10.0.0.9:4000"));
}

TEST(LineRequestReader, AnswersEachLine) {
  const auto reader = make(Serve::Protocol::tcp);
  EXPECT_FALSE(ask(*reader, "200000....."));
  const auto reply = ask(*reader, "\n");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->text, "I am rs1, you are 10.0.0.9 port 4000\n");
  EXPECT_EQ(reply->download, 200000u);
  EXPECT_EQ(ask(*reader, "0\n")->download, 0u);
}

TEST(LineRequestReader, IsNotImpressedByGarbage) {
  const auto reader = make(Serve::Protocol::tcp);
  EXPECT_FALSE(ask(*reader, std::string(1 << 20, '\xff')));
  EXPECT_EQ(ask(*reader, "\n")->download, 0u);
}

TEST(HttpRequestReader, AnswersWithLengthAndBody) {
  const auto reader = make(Serve::Protocol::http);
  const auto reply = ask(*reader, "GET /?download=7 HTTP/1.1\r\nContent-Length: 2\r\n\r\n..");
  ASSERT_TRUE(reply);
  EXPECT_NE(reply->text.find("Content-Length: 44\r\n"), std::string::npos);
  EXPECT_TRUE(reply->text.ends_with("\r\n\r\nI am rs1, you are 10.0.0.9 port 4000\n"));
  EXPECT_EQ(reply->download, 7u);
  EXPECT_FALSE(reply->close);
}

TEST(HttpRequestReader, ClosesWhenAskedTo) {
  const auto reader = make(Serve::Protocol::http);
  EXPECT_TRUE(ask(*reader, "GET / HTTP/1.0\r\n\r\n")->close);
  EXPECT_TRUE(ask(*reader, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")->close);
  EXPECT_FALSE(ask(*reader, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")->close);
}

TEST(HttpRequestReader, SendsNoBodyForHead) {
  const auto reader = make(Serve::Protocol::http);
  const auto reply = ask(*reader, "HEAD /?download=9 HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(reply->text.ends_with("\r\n\r\n"));
  EXPECT_EQ(reply->download, 0u);
}

TEST(HttpRequestReader, RefusesGarbageAndCloses) {
  const auto reader = make(Serve::Protocol::http);
  const auto reply = ask(*reader, "0..............\n");
  ASSERT_TRUE(reply);
  EXPECT_TRUE(reply->text.starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(reply->close);
}

}  // namespace
}  // namespace hopproof::probe
