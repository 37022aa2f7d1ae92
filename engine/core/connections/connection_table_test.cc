#include "engine/core/connections/connection_table.hh"

#include "engine/core/services/server.hh"

#include <array>
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

class Table : public testing::Test {
 protected:
  Connection& insert(ConnectionTable& table, uint16_t client_port, uint16_t server_port = 80) {
    Connection& c = *table.allocate();
    const auto address = PackedAddress::from(*IpAddress::parse("10.0.0.1"));
    c.set_ends({address, address, client_port, next_virtual_port_++, protocol::tcp, Family::v4},
               address, server_port);
    c.server = &server;
    table.insert(c);
    return c;
  }

  Server server{ServiceKey{}, Endpoint{}};
  uint16_t next_virtual_port_ = 1;
};

TEST_F(Table, FindsBothWays) {
  ConnectionTable table(1, 10);
  Connection& c = insert(table, 5);
  EXPECT_EQ(table.find_request(c.request_key()), &c);
  EXPECT_EQ(table.find_reply(c.reply_key()), &c);
  table.remove(c, true);
  EXPECT_EQ(table.find_request(c.request_key()), nullptr);
  EXPECT_EQ(table.find_reply(c.reply_key()), nullptr);
}

TEST_F(Table, Ipv6AddressesAreComparedWhole) {
  ConnectionTable table(1, 10);
  std::vector<Connection*> all;
  for (const auto* client : {"fd00::1", "fd00::2", "fd00:0:0:1::1", "fd01::1"}) {
    Connection& c = *all.emplace_back(table.allocate());
    const auto vip = PackedAddress::from(*IpAddress::parse("fd00::80"));
    const auto server_address = PackedAddress::from(*IpAddress::parse("fd01::80"));
    c.set_ends(
        {PackedAddress::from(*IpAddress::parse(client)), vip, 5, 80, protocol::tcp, Family::v6},
        server_address, 8080);
    c.server = &server;
    EXPECT_EQ(table.find_request(c.request_key()), nullptr);
    table.insert(c);
    EXPECT_EQ(c.client_endpoint().text(), "[" + std::string(client) + "]:5");
    EXPECT_EQ(c.virtual_endpoint().text(), "[fd00::80]:80");
    EXPECT_EQ(c.destination_endpoint().text(), "[fd01::80]:8080");
  }
  for (const Connection* c : all) {
    EXPECT_EQ(table.find_request(c->request_key()), c);
    EXPECT_EQ(table.find_reply(c->reply_key()), c);
  }
}

/// What was expected holds until the table changes, and never where the keys differ.
TEST_F(Table, FindsTheSameWhateverItExpects) {
  ConnectionTable table(1, 100);
  Connection& first = insert(table, 1);
  Connection& second = insert(table, 2);
  const FlowKey keys[] = {first.reply_key(), second.reply_key()};
  const std::array hashes{table.hash(keys[0]), table.hash(keys[1])};
  table.expect_replies(hashes);
  EXPECT_EQ(table.find_reply(keys[0]), &first);
  EXPECT_EQ(table.find_reply(keys[1]), &second);
  EXPECT_EQ(table.find_reply(keys[0]), &first);

  table.expect_replies(hashes);
  EXPECT_EQ(table.find_reply(keys[1]), &second) << "another order";
  EXPECT_EQ(table.find_reply(keys[0]), &first);

  table.expect_replies(hashes);
  Connection& third = insert(table, 1);
  EXPECT_EQ(table.find_reply(keys[0]), &third) << "newer than what was expected";
  table.remove(third, true);

  table.expect_replies(hashes);
  table.remove(first, true);
  Connection& newer = insert(table, 2);
  EXPECT_EQ(table.find_reply(keys[0]), nullptr) << "its entry is gone, and its memory another's";
  EXPECT_EQ(table.find_reply(keys[1]), &newer);
}

TEST_F(Table, RepliesGoToTheNewestOfTwo) {
  ConnectionTable table(1, 5000);
  Connection& older = insert(table, 5);
  Connection& newer = insert(table, 5);
  EXPECT_EQ(table.find_reply(older.reply_key()), &newer);
  for (uint16_t port = 100; port < 4000; ++port) insert(table, port);
  EXPECT_EQ(table.find_reply(older.reply_key()), &newer) << "growing keeps the order";
  table.remove(newer, true);
  EXPECT_EQ(table.find_reply(older.reply_key()), &older);
}

/// All of one key are in one bucket, most of them in what overflows from it.
TEST_F(Table, TheNewestOfManyIsFoundHoweverTheyGo) {
  ConnectionTable table(1, 5000);
  std::vector<Connection*> same;
  same.reserve(80);
  for (int i = 0; i < 40; ++i) same.push_back(&insert(table, 5));
  for (uint16_t port = 100; port < 4000; ++port) insert(table, port);
  for (int i = 0; i < 40; ++i) same.push_back(&insert(table, 5));
  const FlowKey key = same.front()->reply_key();
  std::mt19937 random(4);
  while (!same.empty()) {
    ASSERT_EQ(table.find_reply(key), same.back()) << same.size();
    const auto gone = same.begin() + static_cast<std::ptrdiff_t>(random() % same.size());
    table.remove(**gone, true);
    same.erase(gone);
  }
  EXPECT_EQ(table.find_reply(key), nullptr);
  EXPECT_EQ(table.size(), 3900u);
}

TEST_F(Table, IsBounded) {
  ConnectionTable table(1, 2);
  insert(table, 1);
  Connection& second = insert(table, 2);
  EXPECT_EQ(table.allocate(), nullptr);
  table.remove(second, true);
  EXPECT_NE(table.allocate(), nullptr);
}

TEST_F(Table, TemplatesAreFoundApart) {
  ConnectionTable table(1, 2);
  Connection& t = *table.allocate();
  t.is_template = true;
  t.server = &server;
  table.insert(t);
  EXPECT_EQ(table.find_template(t.request_key()), &t);
  EXPECT_EQ(table.find_request(t.request_key()), nullptr);
  const FlowKey key = t.request_key();
  table.hide(t);
  EXPECT_EQ(table.find_template(key), nullptr);
  EXPECT_EQ(table.size(), 1u);
}

TEST_F(Table, AgreesWithAMapOverRandomChanges) {
  ConnectionTable table(99, 3000);
  std::map<uint16_t, Connection*> model;
  std::mt19937 random(3);
  for (int i = 0; i < 30000; ++i) {
    const auto port = static_cast<uint16_t>(random() % 4000);
    if (const auto known = model.find(port); known != model.end()) {
      ASSERT_EQ(table.find_reply(known->second->reply_key()), known->second);
      table.remove(*known->second, true);
      model.erase(known);
    } else if (model.size() < 3000) {
      model[port] = &insert(table, port);
    }
    ASSERT_EQ(table.size(), model.size());
  }
}

}  // namespace
}  // namespace hopproof::core
