#include "engine/netfilter/translation/rule_translation.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

class RuleTranslation : public testing::Test {
 protected:
  std::string translated(std::string_view line) {
    const auto result = translate_rule(line, bits_);
    if (const auto* text = std::get_if<std::string>(&result)) return *text;
    const auto& problem = std::get<TranslationProblem>(result);
    return (problem.unsupported ? "unsupported: " : "malformed: ") + problem.message;
  }
  ExpressionBits bits_;
};

TEST_F(RuleTranslation, LeavesRulesWithoutMarksAsTheyAre) {
  const std::string line = "-t  nat -A POSTROUTING -o 'eth 0' -j MASQUERADE   # \t";
  EXPECT_EQ(translated(line), line);
  EXPECT_EQ(translated("-P FORWARD DROP"), "-P FORWARD DROP");
  EXPECT_EQ(translated(""), "");
}

TEST_F(RuleTranslation, GivesEachExpressionABit) {
  EXPECT_EQ(
      translated("-t nat -A POSTROUTING -m ipvs --vaddr 100.222.111.1 --vport 8000 -j MASQUERADE"),
      "-t nat -A POSTROUTING -m mark --mark 0x10000/0x10000 -j MASQUERADE");
  EXPECT_EQ(translated("-A OUTPUT -m ipvs --vport 8000 -j LOG --log-prefix '[k8svip ipvs]'"),
            "-A OUTPUT -m mark --mark 0x20000/0x20000 -j LOG --log-prefix '[k8svip ipvs]'");
}

TEST_F(RuleTranslation, GivesTheSameExpressionTheSameBit) {
  const std::string first = translated("-A OUTPUT -m ipvs --vaddr 10.0.0.0/8 --vport 80 -j ACCEPT");
  EXPECT_EQ(translated("-A OUTPUT -m ipvs --vport 80 --vaddr 10.0.0.0/255.0.0.0 -j ACCEPT"), first);
  EXPECT_EQ(translated("-A OUTPUT -m ipvs --ipvs --vport 80 --vaddr 10.0.0.0/8 -j ACCEPT"), first);
  EXPECT_NE(translated("-A OUTPUT -m ipvs ! --vport 80 --vaddr 10.0.0.0/8 -j ACCEPT"), first);
}

TEST_F(RuleTranslation, TranslatesThePropertyAloneWithoutABit) {
  EXPECT_EQ(translated("-A OUTPUT -m ipvs --ipvs ! -s 10.1.0.0/16 -j ACCEPT"),
            "-A OUTPUT -m mark --mark 0x80000000/0x80000000 ! -s 10.1.0.0/16 -j ACCEPT");
  EXPECT_EQ(translated("-A OUTPUT -m ipvs ! --ipvs -j ACCEPT"),
            "-A OUTPUT -m mark ! --mark 0x80000000/0x80000000 -j ACCEPT");
  EXPECT_TRUE(bits_.empty());
}

TEST_F(RuleTranslation, FindsOptionsApartFromTheirMatch) {
  EXPECT_EQ(translated("-m ipvs -A POSTROUTING -s 10.0.0.1 --vport=80 ! --vproto udp -j ACCEPT"),
            "-m mark --mark 0x10000/0x10000 -A POSTROUTING -s 10.0.0.1 -j ACCEPT");
}

TEST_F(RuleTranslation, FindsTheWayBack) {
  for (const char* written :
       {"-A OUTPUT -m ipvs --vaddr 10.0.0.1 --vport 80 -j ACCEPT",
        "-A OUTPUT -p tcp -m ipvs --vproto 6 --vaddr 10.0.0.0/8 ! --vport 81 --vdir REPLY "
        "--vmethod MASQ --vportctl 21 -m comment --comment \"a b\" -j LOG",
        "-A OUTPUT -m ipvs ! --ipvs -j ACCEPT", "-A OUTPUT -m ipvs --ipvs -j MASQUERADE"})
    EXPECT_EQ(written_rule(translated(written), bits_), written);
  const std::string own = "-A OUTPUT -m mark --mark 0x1/0xffff -j MARK --set-xmark 0x2/0xffff";
  EXPECT_EQ(written_rule(own, bits_), own);
}

TEST_F(RuleTranslation, RefusesWhatIptablesWouldRefuse) {
  EXPECT_EQ(translated("-A OUTPUT -m ipvs -j ACCEPT"), "malformed: -m ipvs needs an option");
  EXPECT_EQ(translated("-A OUTPUT -m ipvs --vport 80x"),
            "malformed: -m ipvs: bad value '80x' of --vport");
  EXPECT_EQ(translated("-A OUTPUT -m ipvs --vport"), "malformed: -m ipvs: --vport needs a value");
  EXPECT_EQ(translated("-A OUTPUT -m ipvs --vaddr 10.0.0.1/255.0.255.0"),
            "malformed: -m ipvs: bad value '10.0.0.1/255.0.255.0' of --vaddr");
  EXPECT_EQ(translated("-A OUTPUT -m ipvs ! --vdir REPLY"),
            "malformed: -m ipvs: --vdir cannot be negated");
  EXPECT_EQ(translated("-A OUTPUT -m ipvs ! --ipvs --vport 80"),
            "malformed: ! --ipvs cannot be together with other options");
  EXPECT_EQ(translated("-A OUTPUT -j LOG --log-prefix 'x"),
            "malformed: this quote is never closed");
}

TEST_F(RuleTranslation, RunsOutOfBitsAtTheThirteenth) {
  for (int port = 1; port <= 12; ++port) {
    EXPECT_EQ(
        translated("-A OUTPUT -m ipvs --vport " + std::to_string(port)).find("-A OUTPUT -m mark"),
        0U);
  }
  EXPECT_EQ(translated("-A OUTPUT -m ipvs --vport 13"),
            "unsupported: more than 12 different -m ipvs expressions");
  EXPECT_EQ(translated("-A OUTPUT -m ipvs --vport 12"),
            "-A OUTPUT -m mark --mark 0x8000000/0x8000000");
}

TEST_F(RuleTranslation, MasksTheUsersOwnMarks) {
  EXPECT_EQ(translated("-A INPUT -m mark ! --mark 1 -j DROP"),
            "-A INPUT -m mark ! --mark 0x1/0xffff -j DROP");
  EXPECT_EQ(translated("-A INPUT -m connmark --mark 0x1/0x3"),
            "-A INPUT -m connmark --mark 0x1/0x3");
  EXPECT_EQ(translated("-A PREROUTING -j MARK --set-mark 1"),
            "-A PREROUTING -j MARK --set-mark 0x1/0xffff");
  EXPECT_EQ(translated("-A PREROUTING -j MARK --set-xmark 0x1/0xffffffff"),
            "-A PREROUTING -j MARK --set-xmark 0x1/0xffff");
  EXPECT_EQ(translated("-A PREROUTING -j MARK --or-mark 0x10"),
            "-A PREROUTING -j MARK --or-mark 0x10");
  EXPECT_EQ(translated("-A PREROUTING -j MARK --and-mark 0xff"),
            "-A PREROUTING -j MARK --set-xmark 0x0/0xff00");
}

TEST_F(RuleTranslation, MasksConnectionMarks) {
  EXPECT_EQ(translated("-A PREROUTING -j CONNMARK --restore-mark"),
            "-A PREROUTING -j CONNMARK --restore-mark --nfmask 0xffff --ctmask 0xffff");
  EXPECT_EQ(translated("-A PREROUTING -j CONNMARK --save-mark --mask 0xff"),
            "-A PREROUTING -j CONNMARK --save-mark --mask 0xff");
  EXPECT_EQ(
      translated("-A PREROUTING -j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff"),
      "-A PREROUTING -j CONNMARK --save-mark --nfmask 0xffff --ctmask 0xffff");
  EXPECT_EQ(translated("-A X -m recent --mask 255.255.255.0"),
            "-A X -m recent --mask 255.255.255.0");
}

TEST_F(RuleTranslation, RefusesMarksOfTheEnginesHalf) {
  for (const char* rule :
       {"-m mark --mark 0x10000", "-m mark --mark 0x0/0xff000000", "-j MARK --set-mark 65536",
        "-j MARK --or-mark 0x80000000", "-j CONNMARK --save-mark --mask 0xffff0000"}) {
    EXPECT_EQ(translated(rule).find("unsupported: "), 0U) << rule;
  }
}

TEST_F(RuleTranslation, LeavesNonsenseToIptables) {
  EXPECT_EQ(translated("-m mark --mark one"), "-m mark --mark one");
  EXPECT_EQ(translated("-m mark --mark"), "-m mark --mark");
  EXPECT_EQ(translated("-m"), "-m");
  EXPECT_EQ(translated("!"), "!");
}

}  // namespace
}  // namespace hopproof
