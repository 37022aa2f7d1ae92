#include "harness/model/services.hh"

#include "harness/case/load.hh"

#include <gtest/gtest.h>

namespace hopproof::model {
namespace {

Case deployment() {
  const LoadedCase loaded = parse_case(R"(case: 1
name: two directors
networks: {lan: {}}
nodes:
  client: {interfaces: {lan: 10.0.0.9/24}}
  lb1:
    interfaces: {lan: 10.0.0.1/24}
    ipvs:
      web: -A -t 10.0.0.1:80 -s rr
      to-rs1: -a -t 10.0.0.1:80 -r 10.0.0.5:8080 -m
      drain: -e -t 10.0.0.1:80 -r 10.0.0.5:8080 -m -w 0
      talk: -A --sctp-service 10.0.0.1:80 -s rr
      to-rs2: -a --sctp-service 10.0.0.1:80 -r 10.0.0.6:80 -m
  lb2:
    interfaces: {lan: 10.0.0.2/24}
    ipvs: [-A -f 7 -s rr, -a -f 7 -r 10.0.0.7 -m, -A -u 10.0.0.2:53 -s rr]
  rs1: {interfaces: {lan: 10.0.0.5/24}}
steps:
  - lb2: ipvsadm -a -u 10.0.0.2:53 -r 10.0.0.5:53 -m
  - lb2: ipvsadm -D -u 10.0.0.2:53
  - probe: {from: client, ping: 10.0.0.1}
)",
                                       "a.yaml");
  EXPECT_EQ(render(loaded.diagnostics, "a.yaml", loaded.source), "");
  return loaded.parsed.value_or(Case{});
}

TEST(Services, KnowTheLinesTheyComeFrom) {
  const Case whole = deployment();
  const auto services = configured_services(whole);
  ASSERT_EQ(services.size(), 4u);
  EXPECT_EQ(services[0].director->name, "lb1");
  EXPECT_EQ(services[0].line->name, "web");
  EXPECT_EQ(services[0].servers[0].line->name, "to-rs1");
  EXPECT_EQ(services[0].servers[0].set->name, "drain");
  EXPECT_EQ(services[0].servers[0].options.weight, 0);
  EXPECT_TRUE(services[2].is_marked());
}

TEST(Services, ServersAreThoseOfTheProtocol) {
  const Case whole = deployment();
  const auto at = [&](uint8_t protocol, const char* vip) {
    std::string all;
    for (const IpAddress& address : server_addresses(whole, protocol, Endpoint::parse(vip).value()))
      all += address.text() + " ";
    return all;
  };
  EXPECT_EQ(at(6, "10.0.0.1:80"), "10.0.0.5 10.0.0.7 ") << "a mark may be for it, too";
  EXPECT_EQ(at(132, "10.0.0.1:80"), "10.0.0.6 10.0.0.7 ");
  EXPECT_EQ(at(6, "10.9.9.9:80"), "10.0.0.7 ");
}

TEST(Services, AddressesOfMarksAreNotKnown) {
  const Case whole = deployment();
  EXPECT_EQ(virtual_addresses(whole, Family::v4).size(), 2u);
  EXPECT_TRUE(virtual_addresses(whole, Family::v6).empty());
  EXPECT_TRUE(may_be_virtual(whole, IpAddress::parse("10.9.9.9").value()));
}

TEST(Services, StepsChangeThem) {
  const Case whole = deployment();
  const auto tables = tables_by_step(whole, *whole.find_node("lb2"));
  ASSERT_EQ(tables.size(), 4u);
  EXPECT_TRUE(tables[0].services()[1].servers.empty());
  EXPECT_EQ(tables[1].services()[1].servers[0].address.text(), "10.0.0.5:53");
  EXPECT_EQ(tables[2].services().size(), 1u);
  EXPECT_EQ(tables[3].services().size(), 1u);
}

}  // namespace
}  // namespace hopproof::model
