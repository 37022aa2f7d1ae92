#include "engine/netfilter/engine.hh"

#include "engine/netfilter/control_name.hh"
#include "engine/netfilter/marks.hh"
#include "engine/netfilter/nft/ruleset.hh"
#include "engine/netfilter/service_addresses.hh"
#include "harness/base/error.hh"

#include <algorithm>
#include <array>

#include <linux/netfilter.h>
#include <poll.h>
#include <sys/random.h>

namespace hopproof::netfilter {
namespace {

/// Full batches that are taken in a row.
constexpr int most_rounds = 32;

/// What a connection's tag says.
constexpr uint8_t tag_has_conntrack_entry = 1, tag_untracked = 2, tag_reply_tracked = 3;
static_assert(tag_reply_tracked < FlowOffload::tag);

uint64_t random_seed() {
  uint64_t seed = 0;
  check_long("get random bytes", ::getrandom(&seed, sizeof seed, 0));
  return seed;
}

ConnectionFacts facts_of(const core::Connection& connection, bool tracked) {
  ConnectionFacts facts{connection.protocol, connection.virtual_endpoint(), std::nullopt, tracked};
  // The template that controls a connection has its virtual port, except for catch-all services.
  if (connection.control != core::no_connection) facts.control_port = connection.virtual_port;
  return facts;
}

}  // namespace

Engine::Engine(Fd control)
    : nat_(*this, random_seed()),
      administration_(nat_, bits_, [this] { return now(); }),
      queue_(queue_number),
      sender_([this](const IpAddress& address) { return routes_.device_mtu(address); }),
      control_(loop_, [this](std::string_view request) { return answer(request); }) {
  follow_tracking();
  control_.listen(control_name);
  control_.serve(std::move(control));
}

void Engine::run() {
  const auto rules = loop_.watch(need_.fd(), POLLIN, [this](short) { follow_changes(); });
  const auto routes = loop_.watch(routes_.fd(), POLLIN, [this](short) { follow_changes(); });
  const auto timer = loop_.watch(timer_.fd(), POLLIN, [this](short) {
    timer_.acknowledge();
    offload_.look_when_due(now());
    nat_.expire(now());
  });
  const auto packets = loop_.watch(queue_.fd(), POLLIN, [this](short) {
    int rounds = 0;  // timers and commands have their turn, too
    while (on_packets() == PacketQueue::batch && ++rounds < most_rounds) {
    }
  });
  while (!stopped_ && control_.has_clients()) {
    auto next = nat_.next_expiry();
    if (const auto look = offload_.next_look(); next && look) next = std::min(*next, *look);
    timer_.wake_by(next ? std::optional(*next - ahead_) : next);
    loop_.run_once(std::chrono::milliseconds(-1));
  }
}

core::Route Engine::route_to(const IpAddress& address) const { return routes_.route_to(address); }

void Engine::connection_ended(const core::Connection& connection) {
  client_entries_.forget(connection, connection.tag == tag_has_conntrack_entry);
  offload_.ended(connection);
  second_flows_.erase(&connection);
}

bool Engine::tracks(Family family) const {
  return nat_.settings().conntrack != 0 && need_.families().has(family);
}

/// What the user changed before a packet came counts for that packet: the kernel has reported it
/// before the packet could be queued.
size_t Engine::on_packets() {
  const auto packets = queue_.receive();
  if (changes_wait()) follow_changes();
  if (rules_are_new_) return repeat(packets);
  prepare(packets);
  const core::Time moment = now();
  for (QueuedPacket& packet : packets) judge(packet, moment);
  flush();
  return packets.size();
}

/// The rules by which these were queued have changed since: the new ones may note more of them.
size_t Engine::repeat(std::span<const QueuedPacket> packets) {
  rules_are_new_ = packets.size() == PacketQueue::batch;  // there may be more
  for (const QueuedPacket& packet : packets) queue_.verdicts().repeat(packet.id);
  flush();
  return packets.size();
}

/// One question instead of two reads that find nothing, which is what most batches would do.
bool Engine::changes_wait() const {
  std::array<pollfd, 2> sources{{{need_.fd(), POLLIN, 0}, {routes_.fd(), POLLIN, 0}}};
  return ::poll(sources.data(), sources.size(), 0) != 0;
}

/// With many connections a packet waits for memory most of the time: a batch waits once.
void Engine::prepare(std::span<const QueuedPacket> packets) {
  std::array<std::span<uint8_t>, PacketQueue::batch> requests, replies;
  size_t request_count = 0, reply_count = 0;
  for (const QueuedPacket& packet : packets) {
    const bool reply = packet.core_hook() == core::Hook::forward;
    (reply ? replies[reply_count++] : requests[request_count++]) = packet.payload;
  }
  nat_.prepare(std::span(requests).first(request_count), core::Hook::input);
  nat_.prepare(std::span(replies).first(reply_count), core::Hook::forward);
}

void Engine::judge(QueuedPacket& packet, core::Time moment) {
  const core::Arrival arrival{packet.core_hook(), packet.mark & marks::user, false,
                              packet.largest_fragment()};
  const core::Verdict verdict = nat_.handle(packet.payload, arrival, moment);
  if (queue_.verdicts().full(packet.payload.size())) flush();
  if (verdict.new_connection && verdict.connection != nullptr) {
    // Only a firewall-mark service does not say beforehand which addresses it has.
    const IpAddress vip = verdict.connection->virtual_endpoint().address;
    if (!table_.has_vip(vip)) table_.add(Addresses{{vip}, {}, {}, {}});
    remember_first_destination(packet, *verdict.connection);
    note_twin(*verdict.connection);
  }
  carry_out(packet, verdict);
  if (verdict.connection != nullptr)
    offload_.note(
        *verdict.connection,
        tells_connections_apart() ? FlowOffload::Rules::distinguished : FlowOffload::Rules::alike,
        moment);
}

/// Rules or routes of the user may treat packets of one connection unlike those of another.
bool Engine::tells_connections_apart() const {
  return !bits_.empty() || need_.families().has(Family::v4) ||
         routes_.tells_sources_apart(Family::v4);
}

void Engine::carry_out(QueuedPacket& packet, const core::Verdict& verdict) {
  switch (verdict.action) {
    case core::Action::pass:
      return queue_.verdicts().accept(packet.id);
    case core::Action::drop:
      return queue_.verdicts().drop(packet.id);
    case core::Action::send:
      return send_request(packet, verdict);
    case core::Action::accept_local:
      return queue_.verdicts().accept(packet.id, packet.payload,
                                      request_mark(packet, verdict.connection));
    case core::Action::accept:
      return accept_reply(packet, verdict);
    case core::Action::answer:
      sender_.add(answers_.emplace_back(verdict.answer.begin(), verdict.answer.end()), 0);
      return queue_.verdicts().drop(packet.id);
  }
}

/// To conntrack, two connections of one client end to one server end are two in the kernel: their
/// entries know the VIPs, and a masquerade gives them two ports. Here they differ by their zones.
void Engine::note_twin(const core::Connection& connection) {
  if (connection.one_packet || !tracks(connection.family)) return;
  const core::Connection* twin = nat_.twin_of(connection);
  if (twin != nullptr && !second_flows_.contains(twin)) second_flows_.insert(&connection);
}

uint32_t Engine::request_mark(const QueuedPacket& packet,
                              const core::Connection* connection) const {
  uint32_t mark = marks::ipvs_property | (packet.mark & (marks::user | marks::untracked));
  if (connection == nullptr) return mark;
  if (connection->one_packet) return mark | marks::one_packet;  // in no table that xt_ipvs asks
  if (second_flows_.contains(connection)) mark |= marks::second_flow;
  if (!bits_.empty()) {
    mark |= bits_.of_request(facts_of(*connection, tracks(connection->family)));
  }
  return mark;
}

/// A client on the director is already in OUTPUT: the rewritten packet is routed anew from there.
/// But conntrack has seen it too early to know the server, so where it matters it is sent again.
void Engine::send_request(QueuedPacket& packet, const core::Verdict& verdict) {
  const uint32_t mark = request_mark(packet, verdict.connection);
  if (packet.hook == NF_INET_LOCAL_OUT && !tracks(packet.family())) {
    return queue_.verdicts().accept(packet.id, packet.payload, mark);
  }
  if ((mark & marks::untracked) != 0 && verdict.connection != nullptr) {
    verdict.connection->tag = tag_untracked;
  }
  if (const uint32_t largest = packet.largest_fragment(); largest != 0)
    sender_.add_in_fragments(packet.payload, mark, largest);
  else
    sender_.add(packet.payload, mark);
  queue_.verdicts().drop(packet.id);
}

/// Without vs.conntrack, conntrack knows nothing of the request and makes an entry for the reply.
/// Of two replies that wait here together each has such an entry, and the kernel drops the second
/// when it would be confirmed (IPVS has none in waiting): that one is sent anew, untracked.
void Engine::accept_reply(QueuedPacket& packet, const core::Verdict& verdict) {
  const std::span<uint8_t> payload = verdict.instead.empty() ? packet.payload : verdict.instead;
  client_entries_.restore_first_destination(payload, verdict.connection);
  if (verdict.first_reply && verdict.connection != nullptr) track_front(*verdict.connection);
  const uint32_t mark = marks::ipvs_property | (packet.mark & marks::user);
  if (reroutes(packet) || meets_front_again(packet)) {
    sender_.add(kept(payload, verdict), mark, RawSender::Source::own);
    return queue_.verdicts().drop(packet.id);
  }
  if ((packet.mark & marks::unconfirmed) != 0 && verdict.connection != nullptr) {
    if (verdict.connection->tag == tag_reply_tracked) {
      sender_.add(kept(payload, verdict), mark);
      return queue_.verdicts().drop(packet.id);
    }
    verdict.connection->tag = tag_reply_tracked;
  }
  queue_.verdicts().accept(packet.id, payload, mark);
}

/// What the core put elsewhere is valid only until the next packet.
std::span<const uint8_t> Engine::kept(std::span<const uint8_t> payload,
                                      const core::Verdict& verdict) {
  if (verdict.instead.empty()) return payload;
  return answers_.emplace_back(payload.begin(), payload.end());
}

void Engine::remember_first_destination(const QueuedPacket& packet,
                                        const core::Connection& connection) {
  if (packet.hook != NF_INET_LOCAL_IN || (packet.mark & marks::translated) == 0) return;
  if (const auto first =
          table_.first_destination(connection.protocol, connection.client_endpoint()))
    client_entries_.remember_first_destination(connection, *first);
}

/// A reply that was routed as the server's goes the way of the VIP (ip_vs_route_me_harder): sent
/// anew where that may be another one.
bool Engine::reroutes(const QueuedPacket& packet) const {
  return packet.hook == NF_INET_FORWARD && nat_.settings().snat_reroute != 0 &&
         routes_.tells_sources_apart(packet.family());
}

/// A server on the director answers: conntrack has taken its answer for a connection of its own.
/// Sent anew from the VIP it belongs to the request's.
bool Engine::meets_front_again(const QueuedPacket& packet) const {
  return packet.hook == NF_INET_LOCAL_OUT && tracks(packet.family());
}

/// Not for a client on the director: its packets are confirmed on their way out.
void Engine::track_front(core::Connection& connection) {
  if (connection.local_client || connection.tag == tag_untracked) return;
  if (!tracks(connection.family)) return;
  connection.tag = tag_has_conntrack_entry;
  client_entries_.track(connection);
}

void Engine::flush() {
  sender_.flush();
  answers_.clear();
  queue_.send_verdicts();
}

void Engine::follow_changes() {
  const bool rules = need_.update(), routes = routes_.changed();
  if (rules || routes) offload_.stop(now());
  if (rules) follow_tracking();
  if (routes) nat_.routes_changed();
}

void Engine::follow_tracking() {
  for (const Family family : {Family::v4, Family::v6}) {
    const Tracking tracking{need_.families().has(family), nat_.settings().conntrack != 0};
    rules_are_new_ = table_.set_tracking(family, tracking) || rules_are_new_;
  }
}

Answer Engine::answer(std::string_view request) {
  follow_changes();
  if (request == "stop") {
    stopped_ = true;
    return {};
  }
  offload_.stop(now());
  nat_.expire(now());
  if (answer_player(request)) return {};
  Answer answer = administration_.answer(request);
  if (request.starts_with("ipvsadm")) table_.add(addresses_of(nat_.services()));
  if (request.starts_with("sysctl")) follow_tracking();
  return answer;
}

/// What the players of scenarios ask for beside what users do: that what waits is worked off, that
/// time passes, that everything begins anew.
bool Engine::answer_player(std::string_view request) {
  constexpr std::string_view advance = "advance ";
  constexpr uint64_t longest = 1'000'000'000;
  if (request == "settle") {
    while (on_packets() != 0) {
    }
    return true;
  }
  if (request.starts_with(advance)) {
    const auto time = parse_number(request.substr(advance.size()), longest);
    ahead_ += core::Time(time.value_or(0));
    nat_.expire(now());
    return time.has_value();
  }
  if (request != "reset") return false;
  nat_.reset();
  follow_tracking();
  return true;
}

}  // namespace hopproof::netfilter
