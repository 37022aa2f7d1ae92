#include "engine/core/ftp_text.hh"

#include <string>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

std::string text(const std::optional<Endpoint>& endpoint) {
  return endpoint ? endpoint->text() : "none";
}
std::string text(const std::optional<FtpPassiveAnswer>& answer, std::string_view of) {
  if (!answer) return "none";
  return answer->at.text() + " in '" +
         std::string(of.substr(answer->begin, answer->end - answer->begin)) + "'";
}

TEST(FtpText, FindsPassiveCommands) {
  const auto v4 = [](std::string_view t) { return find_passive_command(t, Family::v4); };
  EXPECT_EQ(v4("PASV\r\n"), FtpPassive::pasv);
  EXPECT_EQ(v4("NOOP\r\npasv\r\n"), FtpPassive::pasv);
  EXPECT_EQ(v4("PASV\n"), FtpPassive::no);
  EXPECT_EQ(v4("EPSV\r\n"), FtpPassive::epsv);
  EXPECT_EQ(v4("EPSV 1\r\n"), FtpPassive::epsv);
  EXPECT_EQ(v4("EPSV 2\r\n"), FtpPassive::no);
  EXPECT_EQ(find_passive_command("EPSV 2\r\n", Family::v6), FtpPassive::epsv);
  EXPECT_EQ(find_passive_command("PASV\r\n", Family::v6), FtpPassive::no);
}

TEST(FtpText, FindsActiveCommands) {
  EXPECT_EQ(text(find_active_command("PORT 10,0,0,2,4,1\r\n", Family::v4)), "10.0.0.2:1025");
  EXPECT_EQ(text(find_active_command("PORT 10,0,0,256,4,1\r\n", Family::v4)), "none");
  EXPECT_EQ(text(find_active_command("PORT 10,0,0,2,4\r\n", Family::v4)), "none");
  EXPECT_EQ(text(find_active_command("PORT 10,0,0", Family::v4)), "none");
  EXPECT_EQ(text(find_active_command("EPRT |1|10.0.0.2|1025|\r\n", Family::v4)), "10.0.0.2:1025");
  EXPECT_EQ(text(find_active_command("eprt !2!fd00::2!1025!\r\n", Family::v6)), "[fd00::2]:1025");
  EXPECT_EQ(text(find_active_command("EPRT |2|fd00::2|1025|\r\n", Family::v4)), "none");
  EXPECT_EQ(text(find_active_command("EPRT |2|fd00::2|1025", Family::v6)), "none");
  EXPECT_EQ(text(find_active_command("EPRT |2|fd00::2|99999|", Family::v6)), "none");
}

TEST(FtpText, FindsPassiveAnswers) {
  const std::string pasv = "227 Entering Passive Mode (10,0,1,2,195,80).\r\n";
  EXPECT_EQ(text(find_pasv_answer(pasv), pasv), "10.0.1.2:50000 in '10,0,1,2,195,80'");
  const std::string bare = "227 =10,0,1,2,4,1\r\n";
  EXPECT_EQ(text(find_pasv_answer(bare), bare), "10.0.1.2:1025 in '10,0,1,2,4,1'");
  EXPECT_FALSE(find_pasv_answer("227 Entering Passive Mode (10,0,1,2,195"));
  EXPECT_FALSE(find_pasv_answer("200 (10,0,1,2,195,80)"));
  const IpAddress server = *IpAddress::parse("fd01::2");
  const std::string epsv = "229 Entering Extended Passive Mode (|||50000|)\r\n";
  EXPECT_EQ(text(find_epsv_answer(epsv, server), epsv), "[fd01::2]:50000 in '50000'");
  EXPECT_FALSE(find_epsv_answer("229 (|||50000", server));
  EXPECT_FALSE(find_epsv_answer("229 (||50000|)", server));
}

TEST(FtpText, WritesTheSixNumbers) {
  char buffer[24];
  EXPECT_EQ(pasv_text(*Endpoint::parse("255.255.255.255:65535"), buffer),
            "255,255,255,255,255,255");
  EXPECT_EQ(pasv_text(*Endpoint::parse("10.0.0.1:1025"), buffer), "10,0,0,1,4,1");
}

}  // namespace
}  // namespace hopproof::core
