#include "engine/core/connection_table.hh"

#include "engine/core/server.hh"

#include <map>
#include <random>

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

class Table : public testing::Test {
 protected:
  Connection& insert(ConnectionTable& table, uint16_t client_port, uint16_t server_port = 80) {
    Connection& c = *table.allocate();
    c.client = c.virtual_address = c.destination =
        PackedAddress::from(*IpAddress::parse("10.0.0.1"));
    c.client_port = client_port;
    c.virtual_port = next_virtual_port_++;
    c.destination_port = server_port;
    c.protocol = protocol::tcp;
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
