#include "harness/case/ipvsadm/service_table.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

std::optional<ServiceError> apply(ServiceTable& table, std::string_view line) {
  return table.apply(std::get<IpvsadmCommand>(parse_ipvsadm(line)));
}

ServiceTable table_of(std::initializer_list<std::string_view> lines) {
  ServiceTable table;
  for (const std::string_view line : lines) EXPECT_EQ(apply(table, line), std::nullopt) << line;
  return table;
}

/// "-t 10.0.0.1:80: 10.0.0.5:80 weight 1, ..."
std::string text(const ServiceTable& table) {
  std::string all;
  for (const VirtualService& service : table.services()) {
    all += service.key.text() + " " + service.options.scheduler + ":";
    for (const RealServer& server : service.servers)
      all += " " + server.address.text() + "=" + std::to_string(server.options.weight);
    all += "\n";
  }
  return all;
}

TEST(ServiceTable, KeepsWhatTheLinesLeave) {
  const ServiceTable table = table_of({
      "-A -t 10.0.0.1:80 -s rr",
      "-a -t 10.0.0.1:80 -r 10.0.0.5:8080 -m",
      "-a -t 10.0.0.1:80 -r 10.0.0.6:8080 -m",
      "-A -u 10.0.0.1:53 -s rr",
      "-a -u 10.0.0.1:53 -r 10.0.0.7:53 -m",
      "-e -t 10.0.0.1:80 -r 10.0.0.6:8080 -m -w 0",
      "-d -t 10.0.0.1:80 -r 10.0.0.5:8080",
      "-E -t 10.0.0.1:80 -s wlc",
      "-D -u 10.0.0.1:53",
      "-Z",
  });
  EXPECT_EQ(text(table), "-t 10.0.0.1:80 wlc: 10.0.0.6:8080=0\n");
}

/// ip_vs_genl_set_cmd: EEXIST, ESRCH and ENOENT; nothing changes.
TEST(ServiceTable, RefusesWhatTheKernelRefuses) {
  ServiceTable table = table_of({"-A -t 10.0.0.1:80 -s rr", "-a -t 10.0.0.1:80 -r 10.0.0.5:80 -m"});
  const std::string before = text(table);
  EXPECT_EQ(apply(table, "-A -t 10.0.0.1:80 -s wrr"), ServiceError::service_exists);
  EXPECT_EQ(apply(table, "-a -t 10.0.0.1:80 -r 10.0.0.5:80 -m -w 9"), ServiceError::server_exists);
  for (const char* line : {"-E -t 10.0.0.1:81 -s rr", "-D -u 10.0.0.1:80", "-a -f 1 -r 10.0.0.5 -m",
                           "-d -t 10.0.0.2:80 -r 10.0.0.5:80"})
    EXPECT_EQ(apply(table, line), ServiceError::no_service) << line;
  EXPECT_EQ(apply(table, "-e -t 10.0.0.1:80 -r 10.0.0.5:81 -m"), ServiceError::no_server);
  EXPECT_EQ(apply(table, "-d -t 10.0.0.1:80 -r 10.0.0.6:80"), ServiceError::no_server);
  EXPECT_EQ(apply(table, "-Ln"), ServiceError::nothing_configured);
  EXPECT_EQ(text(table), before);
}

TEST(ServiceTable, ClearsAll) {
  EXPECT_EQ(text(table_of({"-A -t 10.0.0.1:80 -s rr", "-A -f 3 -s rr", "-C"})), "");
}

std::string taker(const ServiceTable& table, uint8_t protocol, std::string_view destination,
                  uint32_t mark = 0) {
  const VirtualService* found =
      service_for(table.services(), {protocol, Endpoint::parse(destination).value(), mark});
  return found ? found->key.text() : "";
}

/// ip_vs_service_find: the mark first, then the port, then the catch-all.
TEST(ServiceTable, TheMostParticularServiceTakesAPacket) {
  const ServiceTable table = table_of(
      {"-A -t 10.0.0.1:0 -s rr -p 300", "-A -t 10.0.0.1:80 -s rr", "-A -u 10.0.0.1:80 -s rr",
       "-A --sctp-service 10.0.0.1:80 -s rr", "-A -f 7 -s rr", "-A -f 7 -6 -s rr"});
  EXPECT_EQ(taker(table, 6, "10.0.0.1:80"), "-t 10.0.0.1:80");
  EXPECT_EQ(taker(table, 17, "10.0.0.1:80"), "-u 10.0.0.1:80");
  EXPECT_EQ(taker(table, 132, "10.0.0.1:80"), "--sctp-service 10.0.0.1:80");
  EXPECT_EQ(taker(table, 6, "10.0.0.1:81"), "-t 10.0.0.1:0");
  EXPECT_EQ(taker(table, 17, "10.0.0.1:81"), "");
  EXPECT_EQ(taker(table, 6, "10.0.0.1:80", 7), "-f 7");
  EXPECT_EQ(taker(table, 6, "10.0.0.1:80", 8), "-t 10.0.0.1:80") << "no service for that mark";
  EXPECT_EQ(taker(table, 6, "[2001:db8::1]:80", 7), "-f 7 -6");
  EXPECT_EQ(taker(table, 1, "10.0.0.1:80"), "");
}

TEST(ServiceTable, AnFtpServiceTakesDataConnections) {
  const ServiceTable table = table_of({"-A -t 10.0.0.1:21 -s rr", "-A -t 10.0.0.1:0 -s rr -p 300"});
  EXPECT_EQ(taker(table, 6, "10.0.0.1:20"), "-t 10.0.0.1:21");
  EXPECT_EQ(taker(table, 6, "10.0.0.1:40000"), "-t 10.0.0.1:21");
  EXPECT_EQ(taker(table, 6, "10.0.0.1:80"), "-t 10.0.0.1:0");
}

TEST(ServiceTable, AServerWithoutAPortKeepsTheOneThatWasAskedFor) {
  const ServiceTable table = table_of({"-A -f 7 -s rr", "-a -f 7 -r 10.0.0.5 -m"});
  EXPECT_EQ(table.services()[0].servers[0].port_for(8080), 8080);
  const ServiceTable named =
      table_of({"-A -t 10.0.0.1:80 -s rr", "-a -t 10.0.0.1:80 -r 10.0.0.5:8080 -m"});
  EXPECT_EQ(named.services()[0].servers[0].port_for(80), 8080);
}

}  // namespace
}  // namespace hopproof
