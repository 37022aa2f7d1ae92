#include "harness/model/written_routes.hh"

#include "harness/model/test_case.hh"

#include <gtest/gtest.h>

namespace hopproof::model {
namespace {

std::string texts(const auto& items) {
  std::string all;
  for (const auto& item : items) all += item.get().text + "; ";
  return all;
}

TEST(WrittenRoutes, ThatSayNoToADestination) {
  const Node n = node_of(
      "    interfaces: {a: 10.0.0.1/24}\n"
      "    routes: [blackhole 10.1.0.0/16, unreachable 10.2.0.0/16, 10.1.2.0/24 via 10.0.0.9]\n"
      "    rules: [from all to 10.1.0.0/16 prohibit, from 10.0.0.0/24 unreachable, to 10.1.0.0/16 table 7]\n");
  EXPECT_EQ(texts(refusing_routes(n, ip("10.1.2.3"))), "blackhole 10.1.0.0/16; ");
  EXPECT_EQ(texts(refusing_routes(n, ip("fd00::1"))), "");
  EXPECT_EQ(texts(refusing_rules(n, ip("10.1.2.3"))),
            "from all to 10.1.0.0/16 prohibit; from 10.0.0.0/24 unreachable; ");
  EXPECT_EQ(texts(refusing_rules(n, ip("10.9.0.1"))), "from 10.0.0.0/24 unreachable; ");
}

TEST(WrittenRoutes, ThatGoWithAnInterface) {
  const Node n = node_of(
      "    interfaces: {a: 10.0.0.1/24, b: 10.5.0.1/24}\n"
      "    routes: [10.1.0.0/16 via 10.0.0.9, 10.2.0.0/16 dev b, 10.3.0.0/16 via 10.5.0.9]\n");
  EXPECT_EQ(texts(routes_through(n, n.interfaces[0])), "10.1.0.0/16 via 10.0.0.9; ");
  EXPECT_EQ(texts(routes_through(n, n.interfaces[1])),
            "10.2.0.0/16 dev b; 10.3.0.0/16 via 10.5.0.9; ");
}

TEST(WrittenRoutes, OfOneAddress) {
  const Node n = node_of(
      "    interfaces: {a: 10.0.0.1/24}\n    routes: [10.1.0.0/16 via 10.0.0.9, 10.2.0.5 via 10.0.0.9]\n");
  EXPECT_TRUE(has_host_route(n, ip("10.2.0.5")));
  EXPECT_FALSE(has_host_route(n, ip("10.1.0.0")));
}

}  // namespace
}  // namespace hopproof::model
