#include "engine/core/nat.hh"
#include "engine/core/nat_state.hh"

namespace hopproof::core {

namespace {

ServerView view_of(const Server& server) {
  ServerView view;
  view.address = server.endpoint;
  view.options = server.options;
  view.active = server.active;
  view.inactive = server.inactive;
  view.persistent = server.persistent;
  view.counters = server.counters;
  view.rates = server.estimator.rates();
  return view;
}

ServiceView view_of(const Service& service) {
  ServiceView view;
  view.id = service.id;
  view.key = service.key;
  view.options = service.options;
  view.counters = service.counters;
  view.rates = service.estimator.rates();
  for (const auto& server : service.servers) view.servers.push_back(view_of(*server));
  return view;
}

std::string_view state_of(const Connection& connection) {
  if (connection.is_template) return connection.state != 0 ? "ASSURED" : "NONE";
  if (connection.protocol == protocol::udp) return "UDP";
  if (connection.protocol == protocol::sctp) return name(static_cast<SctpState>(connection.state));
  return name(static_cast<TcpState>(connection.state));
}

std::chrono::seconds seconds(uint32_t milliseconds) {
  return std::chrono::seconds{milliseconds / 1000};
}

}  // namespace

std::vector<ServiceView> Nat::services() const {
  std::vector<ServiceView> views;
  for (const Service* service : state_->services.sorted()) views.push_back(view_of(*service));
  return views;
}

std::vector<ConnectionView> Nat::connections(Time now) const {
  std::vector<ConnectionView> views;
  views.reserve(connection_count());
  state_->connections.for_each(
      [&](const Connection& connection) { views.push_back(view(connection, now)); });
  return views;
}

ConnectionView Nat::view(const Connection& connection, Time now) const {
  ConnectionView view;
  view.protocol = connection.protocol;
  view.state = state_of(connection);
  const Time left = connection.deadline > now ? connection.deadline - now : Time{0};
  view.expires = std::chrono::duration_cast<std::chrono::seconds>(left);
  view.client = connection.client_endpoint();
  view.virtual_service = connection.virtual_endpoint();
  view.destination = connection.destination_endpoint();
  return view;
}

TimeoutsView Nat::timeouts() const {
  const Timeouts& timeouts = state_->timeouts;
  return {seconds(timeouts.of(TcpState::established)), seconds(timeouts.of(TcpState::fin_wait)),
          seconds(timeouts.udp)};
}

Counters Nat::totals() const { return state_->totals; }

uint32_t Nat::connection_count() const { return state_->connections.size(); }

}  // namespace hopproof::core
