#include "harness/probe/request.hh"

#include <gtest/gtest.h>

namespace hopproof::probe {
namespace {

TEST(LineRequest, HasExactlyThePayload) {
  EXPECT_EQ(line_request({16, 0}), "0..............\n");
  EXPECT_EQ(line_request({16, 200000}), "200000.........\n");
  EXPECT_EQ(line_request({2, 0}), "0\n");
}

TEST(LineRequest, IsLongerOnlyForItsDigits) {
  EXPECT_EQ(line_request({0, 0}), "0\n");
  EXPECT_EQ(line_request({3, 1234}), "1234\n");
}

TEST(LineRequest, IsReadBack) {
  EXPECT_EQ(asked_by_line(line_request({64, 200000})), 200000u);
  EXPECT_EQ(asked_by_line("7"), 7u);
  EXPECT_EQ(asked_by_line("GET / HTTP/1.1\r"), 0u);
  EXPECT_EQ(asked_by_line(""), 0u);
  EXPECT_EQ(asked_by_line("99999999999999999999"), 0u);
  EXPECT_EQ(asked_by_line(std::to_string(longest_download + 1)), 0u);
}

TEST(HttpRequest, CarriesPayloadAndDownload) {
  const std::string text = http_request({3, 5}, *Endpoint::parse("[2001:db8::1]:80"));
  EXPECT_TRUE(text.starts_with("GET /?download=5 HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n"));
  EXPECT_TRUE(text.ends_with("Content-Length: 3\r\n\r\n..."));
  EXPECT_EQ(asked_by_start_line("GET /?download=5 HTTP/1.1"), 5u);
}

TEST(HttpRequest, AsksForNothingPlainly) {
  const std::string text = http_request({0, 0}, *Endpoint::parse("10.0.0.1:80"));
  EXPECT_TRUE(text.starts_with("GET / HTTP/1.1\r\n"));
  EXPECT_EQ(text.find("Content-Length"), std::string::npos);
  EXPECT_EQ(asked_by_start_line("GET / HTTP/1.1"), 0u);
}

TEST(Filler, IsTheSameHoweverItIsCut) {
  const std::string whole = filler(0, 300);
  EXPECT_EQ(whole[63], '\n');
  EXPECT_EQ(whole[127], '\n');
  EXPECT_EQ(std::count(whole.begin(), whole.end(), '\n'), 4);
  EXPECT_EQ(filler(0, 100) + filler(100, 28) + filler(128, 172), whole);
  EXPECT_EQ(filler(0, 0), "");
}

}  // namespace
}  // namespace hopproof::probe
