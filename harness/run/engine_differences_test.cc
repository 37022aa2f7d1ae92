#include "harness/run/engine_differences.hh"

#include "harness/case/load.hh"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hopproof::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// `director` are more keys of the director, `steps` more steps.
std::vector<std::string> differences(std::string_view director, std::string_view steps = "") {
  constexpr const char* text = R"(case: 1
name: a
networks: {{front: {{}}, back: {{}}}}
nodes:
  client: {{interfaces: {{front: 10.1.0.9/24}}}}
  director:
    interfaces: {{front: 10.1.0.1/24, back: 10.2.0.1/24}}
    {}
  rs1: {{interfaces: {{back: 10.2.0.5/24}}}}
steps:
  - wait: 1ms
{})";
  const LoadedCase loaded = parse_case(fmt::format(text, director, steps), "a.yaml");
  EXPECT_TRUE(loaded.parsed) << loaded.diagnostics.at(0).message;
  return loaded.parsed ? engine_differences(*loaded.parsed) : std::vector<std::string>();
}

constexpr std::string_view masquerade =
    "ipvs: []\n    iptables: {m: -t nat -A POSTROUTING -j MASQUERADE}";

TEST(EngineDifferences, AreNoneForMost) {
  EXPECT_THAT(differences(masquerade), IsEmpty());
  EXPECT_THAT(differences("ipvs: []\n    sysctls: {net.ipv4.vs.conntrack: 1}"), IsEmpty());
}

TEST(EngineDifferences, NameDefenceModesThatWaitForAShortage) {
  EXPECT_THAT(differences("ipvs: []\n    sysctls: {net.ipv4.vs.drop_entry: 1}"),
              ElementsAre(HasSubstr("net.ipv4.vs.drop_entry=1 never takes effect")));
  EXPECT_THAT(differences("ipvs: []", "  - director: sysctl -w net.ipv4.vs.secure_tcp=2\n"),
              ElementsAre(HasSubstr("secure_tcp=2")));
  EXPECT_THAT(differences("ipvs: []\n    sysctls: {net.ipv4.vs.drop_entry: 3}"), IsEmpty());
}

TEST(EngineDifferences, NameWhatTrackedRequestsMeet) {
  constexpr std::string_view reject =
      "ipvs: []\n    sysctls: {net.ipv4.vs.conntrack: 1}\n    iptables: {r: -A OUTPUT -j REJECT}";
  EXPECT_THAT(differences(reject), ElementsAre(HasSubstr("a REJECT of the request in OUTPUT")));
  constexpr std::string_view tracked = "ipvs: []\n    sysctls: {net.ipv4.vs.conntrack: 1}";
  const auto by_command =
      differences(tracked,
                  "  - director: iptables -t nat -A PREROUTING -p udp -j DNAT --to-destination :5\n"
                  "  - director: conntrack -L\n");
  EXPECT_THAT(by_command,
              ElementsAre(HasSubstr("FORWARD on the kernel"), HasSubstr("two entries")));
}

TEST(EngineDifferences, NameFtpThatOnlyTheKernelTracks) {
  constexpr std::string_view helper = "  - director: modprobe ip_vs_ftp\n";
  EXPECT_THAT(differences(masquerade, helper), ElementsAre(HasSubstr("masquerades FTP")));
  constexpr std::string_view own_server =
      "ipvs: [\"-A -t 10.1.0.1:21 -s rr\", \"-a -t 10.1.0.1:21 -r 10.2.0.1:21 -m\"]";
  EXPECT_THAT(differences(own_server, helper),
              ElementsAre(HasSubstr("FTP server on the director")));
  EXPECT_THAT(differences(own_server), IsEmpty());
}

}  // namespace
}  // namespace hopproof::run
