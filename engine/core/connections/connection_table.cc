#include "engine/core/connections/connection_table.hh"

#include <algorithm>
#include <new>
#include <type_traits>

namespace hopproof::core {

namespace {

static_assert(std::is_trivially_copyable_v<Connection>);

size_t pool_size(uint32_t capacity) { return std::max<size_t>(capacity, 1) * sizeof(Connection); }

constexpr uint16_t hidden_port = 0xffff;

}  // namespace

void ConnectionTable::Release::operator()(Connection* pool) const { free_large(pool, bytes); }

ConnectionTable::ConnectionTable(uint64_t seed, uint32_t capacity)
    : hash_(seed),
      capacity_(capacity),
      pool_(static_cast<Connection*>(allocate_large(pool_size(capacity))),
            Release{pool_size(capacity)}),
      requests_(pool()),
      templates_(pool()),
      replies_(pool()),
      wheel_(std::make_unique<TimerWheel>(pool())) {}

Connection* ConnectionTable::allocate() {
  ConnectionId id = free_;
  if (id != no_connection) {
    free_ = at(id).next_request;
  } else if (touched_ < capacity_) {
    id = touched_++;
  } else {
    return nullptr;
  }
  Connection* connection = new (&at(id)) Connection{};
  connection->control = no_connection;
  return connection;
}

void ConnectionTable::insert(Connection& connection) {
  ++size_;
  if (requests_.is_crowded(size_)) grow();
  if (connection.is_template) {
    templates_.push(hash_(connection.request_key()), connection);
  } else {
    requests_.push(hash_(connection.request_key()), connection);
    replies_.push(hash_(connection.reply_key()), connection);
  }
  wheel_->add(id(connection));
}

void ConnectionTable::remove(Connection& connection, bool on_wheel) {
  if (connection.is_template) {
    templates_.erase(hash_(connection.request_key()), connection);
  } else {
    requests_.erase(hash_(connection.request_key()), connection);
    replies_.erase(hash_(connection.reply_key()), connection);
  }
  if (on_wheel) wheel_->remove(id(connection));
  connection.server = nullptr;
  connection.next_request = free_;
  free_ = id(connection);
  --size_;
}

void ConnectionTable::name_client_port(Connection& connection, uint16_t port) {
  requests_.erase(hash_(connection.request_key()), connection);
  replies_.erase(hash_(connection.reply_key()), connection);
  connection.client_port = port;
  requests_.push(hash_(connection.request_key()), connection);
  replies_.push(hash_(connection.reply_key()), connection);
}

void ConnectionTable::hide(Connection& connection) {
  templates_.erase(hash_(connection.request_key()), connection);
  connection.virtual_port = connection.destination_port = hidden_port;
  templates_.push(hash_(connection.request_key()), connection);
}

void ConnectionTable::grow() {
  requests_.grow(hash_);
  templates_.grow(hash_);
  replies_.grow(hash_);
}

}  // namespace hopproof::core
