#include "engine/director/ipvs_message.hh"

#include "engine/director/ipvs_listing.hh"

#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <linux/genetlink.h>
#include <linux/ip_vs.h>

namespace hopproof::director {
namespace {

IpvsadmCommand command(const std::string& line) {
  const auto parsed = parse_ipvsadm(line);
  EXPECT_TRUE(std::holds_alternative<IpvsadmCommand>(parsed)) << line;
  return std::get<IpvsadmCommand>(parsed);
}

/// The message that carries the command, as the kernel's own listing would be read.
template <class Read>
auto read_back(const std::string& line, Read read) {
  netlink::Message message(0, 0);
  message.header<genlmsghdr>();
  put_ipvs_command(message, command(line));
  return read(*reinterpret_cast<const nlmsghdr*>(message.bytes().data()));
}

TEST(IpvsMessage, NamesServicesAsTheKernelListsThem) {
  for (const char* service : {"-t 10.0.0.1:80", "-u 10.0.0.1:53", "--sctp-service 10.0.0.1:9",
                              "-t [fd00::1]:443", "-t 10.0.0.1:0", "-f 7", "-f 7 -6"}) {
    const std::string line = std::string("-A ") + service + " -s rr -p 60";
    const auto read = read_back(line, read_ipvs_service);
    ASSERT_TRUE(read) << line;
    EXPECT_EQ(listed_name(read->name), listed_name(*command(line).service));
    EXPECT_EQ(read->name.family, command(line).service->family) << line;
  }
}

TEST(IpvsMessage, NamesServersAsTheKernelListsThem) {
  const std::pair<std::string, std::string> servers[] = {{"-f 1", "10.0.0.2:8080"},
                                                         {"-f 1 -6", "[fd00::2]:8080"}};
  for (const auto& [service, server] : servers) {
    const std::string line = "-a " + service + " -r " + server + " -m -w 2 -x 9 -y 3";
    const auto read = read_back(line, read_ipvs_server);
    ASSERT_TRUE(read) << line;
    EXPECT_EQ(read->name.text(), server);
  }
}

TEST(IpvsMessage, KnowsWhatChangesSomething) {
  EXPECT_EQ(ipvs_command_number(command("-A -f 1").verb), IPVS_CMD_NEW_SERVICE);
  EXPECT_EQ(ipvs_command_number(command("-E -f 1").verb), IPVS_CMD_SET_SERVICE);
  EXPECT_EQ(ipvs_command_number(command("-D -f 1").verb), IPVS_CMD_DEL_SERVICE);
  EXPECT_EQ(ipvs_command_number(command("-d -f 1 -r 10.0.0.2:80").verb), IPVS_CMD_DEL_DEST);
  EXPECT_EQ(ipvs_command_number(command("-C").verb), IPVS_CMD_FLUSH);
  EXPECT_EQ(ipvs_command_number(command("-Z").verb), IPVS_CMD_ZERO);
  EXPECT_EQ(ipvs_command_number(command("--set 1 2 3").verb), IPVS_CMD_SET_CONFIG);
  EXPECT_EQ(ipvs_command_number(command("-Ln").verb), IPVS_CMD_UNSPEC);
}

}  // namespace
}  // namespace hopproof::director
