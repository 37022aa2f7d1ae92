#include "harness/model/connection.hh"

#include "harness/base/protocol.hh"
#include "harness/model/services.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::model {
namespace {

using End = Course::End;
using Kind = Obstacle::Kind;
using State = Traveller::State;

/// Any port that no rule names.
constexpr uint16_t client_port = 0;

enum class Listening { yes, no, unknown };

/// A naive server answers from the address that the routing takes, which may be another.
Listening listening(const Node& node, uint8_t protocol, const Endpoint& asked) {
  bool naive = false;
  for (const Serve& serve : node.serves) {
    if (serve.transport() != protocol || serve.port != asked.port) continue;
    if (serve.address && *serve.address != asked.address) continue;
    if (!serve.naive) return Listening::yes;
    naive = true;
  }
  return naive || !node.run.empty() ? Listening::unknown : Listening::no;
}

/// How conntrack of a director sees an answer to a connection that IPVS does not leave to it: no
/// datagram is invalid.
std::string untracked_answer(uint8_t protocol) {
  return protocol == protocol::udp ? "NEW" : "INVALID";
}

class ConnectionWalk {
 public:
  ConnectionWalk(const Case& deployment, NodeModels& models, const Request& request)
      : deployment_(deployment), models_(models), asked_(request) {}

  Connection result() {
    Traveller request = traveller({&deployment_, &models_, false, {}, {}}, *asked_.client,
                                  {asked_.source, client_port}, asked_.target);
    if (request.routes().sent(asked_.target.address, asked_.source).is_local()) {
      ask_oneself(request);
    } else {
      request.send();
      request.travel();
      if (request.state() == State::arrived)
        arrive(request);
      else
        end_before(request);
    }
    return std::move(found_);
  }

 private:
  Traveller traveller(Traveller::Setting setting, const Node& from, const Endpoint& source,
                      const Endpoint& destination) const {
    return {std::move(setting), from, packet_between(asked_.protocol, source, destination)};
  }

  static Course course_of(const Traveller& traveller) {
    Course course;
    course.undecided = traveller.undecided();
    course.obstacle = traveller.obstacle();
    if (traveller.state() == State::stopped) course.end = End::fails;
    if (traveller.state() == State::unknown) course.end = End::unknown;
    return course;
  }

  void end_before(const Traveller& request) { found_.courses.push_back(course_of(request)); }

  /// The request is for this node: INPUT, where IPVS takes what it has a service for.
  void arrive(Traveller& request) {
    const Node& node = request.at();
    request.packet().out.clear();
    const bool is_taken = scheduled(request).service.has_value();
    if (!request.pass({.hook = Hook::input, .packet = request.packet(), .taken_by_ipvs = is_taken}))
      return end_before(request);
    const Connection taken = scheduled(request);  // the mark may come from INPUT
    if (request.state() != State::arrived) return end_before(request);
    if (!request.packet().mark && has_marked_service(node)) {
      request.give_up("a mark at " + node.name);
      return end_before(request);
    }
    if (!taken.service) return answer_alone(request);
    found_ = taken;
    schedule(request);
  }

  /// A client whose own IPVS takes its request, which leaves by OUTPUT; else it is among programs.
  void ask_oneself(Traveller& request) {
    const Connection taken = scheduled(request);
    if (!taken.service) {
      request.give_up("what it does with itself");
      return end_before(request);
    }
    request.packet().state = "NEW";
    if (!request.pass({.hook = Hook::output, .packet = request.packet(), .taken_by_ipvs = true}) ||
        request.state() == State::unknown)
      return end_before(request);
    found_ = taken;
    schedule(request);
  }

  static bool has_marked_service(const Node& node) {
    const ServiceTable table = configured_table(node);
    return std::ranges::any_of(table.services(), &VirtualService::is_marked);
  }

  static Connection scheduled(const Traveller& request) {
    const PacketShape& packet = request.packet();
    const ServiceTable table = configured_table(request.at());
    const VirtualService* service = service_for(
        table.services(), {packet.protocol, packet.destination, packet.mark.value_or(0)});
    Connection found;
    if (service == nullptr) return found;
    found.director = &request.at();
    found.service = *service;
    return found;
  }

  void answer_alone(Traveller& request) {
    const Node& node = request.at();
    const Endpoint& at = request.packet().destination;
    const Listening listens = listening(node, asked_.protocol, at);
    if (listens == Listening::no)
      request.stop(request.obstacle_of(node.is_director ? Kind::no_service : Kind::nobody_listens));
    if (listens == Listening::unknown) request.give_up("a program of " + node.name);
    if (listens != Listening::yes) return end_before(request);
    Traveller reply = reply_traveller(request, node, at, request.packet().source);
    reply.send();
    end_at_client(reply);
    add(request, reply, {}, &node);
  }

  Traveller reply_traveller(const Traveller& request, const Node& from, const Endpoint& source,
                            const Endpoint& destination) const {
    return traveller({&deployment_, &models_, true, request.translations(), request.passed()}, from,
                     source, destination);
  }

  /// The last stretch of an answer: to the client, which takes it when it comes from where it
  /// asked.
  void end_at_client(Traveller& reply) {
    reply.travel();
    if (reply.state() != State::arrived) return;
    if (&reply.at() != asked_.client) return reply.stop(reply.obstacle_of(Kind::taken_elsewhere));
    reply.packet().out.clear();
    if (!reply.pass({.hook = Hook::input, .packet = reply.packet()})) return;
    if (reply.packet().source.address == asked_.target.address) return;
    Obstacle bypassed = reply.obstacle_of(Kind::bypass);
    bypassed.node = found_.director;
    for (const Translation& one : translations_)
      if (!one.of_source) bypassed.node = one.node;
    if (bypassed.node)
      reply.stop(std::move(bypassed));
    else
      reply.give_up("from where the answer comes");
  }

  void add(const Traveller& request, const Traveller& last, std::optional<RealServer> server,
           const Node* node) {
    Course course = course_of(last);
    course.server = std::move(server);
    course.node = node;
    if (course.undecided.empty()) course.undecided = request.undecided();
    found_.courses.push_back(std::move(course));
  }

  // --- behind IPVS

  void schedule(Traveller& request) {
    translations_ = request.translations();
    const VirtualService& service = *found_.service;
    const bool idle = std::ranges::all_of(
        service.servers, [](const RealServer& one) { return one.options.weight == 0; });
    if (service.servers.empty() || idle) {
      Obstacle none =
          request.obstacle_of(service.servers.empty() ? Kind::no_server : Kind::no_weight);
      const IpvsItem* line = service.servers.empty() ? service.line : service.servers.front().set;
      if (line) none.place = line->place;
      request.stop(std::move(none));
      return end_before(request);
    }
    if (!service.is_marked() && service.key.vip.port == 0 && !service.options.persistence)
      request.give_up("a service for every port without -p");
    for (const RealServer& server : service.servers) serve(request, server);
  }

  void serve(const Traveller& request, const RealServer& server) {
    Traveller onward = request;
    const auto all = deployment_.owner(server.address.address);
    deliver(onward, server, all);
  }

  bool is_tracked(const Traveller& request) const { return tracks_connections(request.at()); }

  void deliver(Traveller& onward, const RealServer& server, const Node* owner) {
    const Node& director = onward.at();
    const Endpoint rip{server.address.address, server.port_for(onward.packet().destination.port)};
    if (onward.state() == State::unknown) return add(onward, onward, server, owner);
    if (director.owns(rip.address)) return serve_locally(onward, server, rip);
    if (server.options.forwarding != Forwarding::masquerade) {
      onward.give_up("a server that answers by itself");
      return add(onward, onward, server, owner);
    }
    const Endpoint vip = onward.packet().destination;
    const Endpoint cip = onward.packet().source;
    Traveller forward = traveller({&deployment_, &models_, false, {}, {}}, director, cip, rip);
    PacketShape packet = behind_ipvs(onward, server, rip, vip);
    forward.packet() = packet;
    const RouteDecision way = forward.routes().sent(rip.address);
    packet.out = way.output();
    if (way.leaves() && forward.pass({.hook = Hook::output, .packet = packet})) {
      const auto seen = seen_source(forward, packet);
      forward.leave(way, packet);
      if (seen && forward.state() == State::under_way) forward.packet().source = *seen;
    } else {
      forward.leave(way, packet);
    }
    forward.travel();
    if (forward.state() != State::arrived) return add(onward, forward, server, owner);
    arrive_at_server(onward, forward, server, vip, cip);
  }

  PacketShape behind_ipvs(const Traveller& request, const RealServer& server, const Endpoint& rip,
                          const Endpoint& vip) const {
    PacketShape packet = request_behind_ipvs(request.at(), found_.service->key, rip,
                                             server.options.forwarding, request.packet().source);
    packet.protocol = asked_.protocol;
    if (found_.service->is_marked())
      packet.virtual_service.reset();
    else
      packet.virtual_service = vip;
    packet.mark = request.packet().mark;
    packet.state = is_tracked(request) ? "NEW" : "UNTRACKED";
    return packet;
  }

  /// The client's address as the server sees it, where the director's rules give another; with
  /// NOTRACK in the way that is not followed.
  std::optional<Endpoint> seen_source(Traveller& forward, const PacketShape& packet) const {
    PacketShape seen = packet;
    seen.state = "NEW";
    auto rewriting = source_rewriting(forward.at(), seen);
    if (!rewriting.may_happen()) return std::nullopt;
    PacketShape request = packet_between(asked_.protocol, packet.source, asked_.target);
    request.destination = packet.virtual_service.value_or(asked_.target);
    if (untracking_rule(forward.rules(), request)) {
      forward.give_up("a rule that takes it out of tracking");
    } else if (rewriting.kind == SourceRewriting::Kind::unknown || !rewriting.source) {
      forward.give_up("'" + rewriting.term + "'");
    } else {
      return Endpoint{*rewriting.source, 0};
    }
    return std::nullopt;
  }

  void arrive_at_server(Traveller& request, Traveller& forward, const RealServer& server,
                        const Endpoint& vip, const Endpoint& cip) {
    const Node& node = forward.at();
    const Endpoint rip = forward.packet().destination;
    if (!forward.pass({.hook = Hook::input, .packet = forward.packet()}))
      return add(request, forward, server, &node);
    if (!node.ipvs.empty()) forward.give_up("IPVS of " + node.name);
    const Listening listens = listening(node, asked_.protocol, rip);
    if (listens == Listening::no) {
      Obstacle silent = forward.obstacle_of(Kind::nobody_listens);
      if (server.line) silent.place = server.line->place;
      forward.stop(std::move(silent));
    }
    if (listens == Listening::unknown) forward.give_up("a program of " + node.name);
    if (forward.state() != State::arrived) return add(request, forward, server, &node);
    answer(request, forward, server, vip, cip);
  }

  void answer(Traveller& request, Traveller& forward, const RealServer& server, const Endpoint& vip,
              const Endpoint& cip) {
    const Node& node = forward.at();
    const Node& director = request.at();
    const Endpoint seen = forward.packet().source;
    auto passed = request.passed();
    passed.insert(passed.end(), forward.passed().begin(), forward.passed().end());
    auto translations = request.translations();
    translations.insert(translations.end(), forward.translations().begin(),
                        forward.translations().end());
    Traveller reply = traveller({&deployment_, &models_, true, translations, passed}, node,
                                forward.packet().destination, seen);
    if (node.owns(seen.address)) {
      reply.stop(
          reply.obstacle_of(&node == asked_.client ? Kind::to_itself : Kind::taken_elsewhere));
      return add(request, reply, server, &node);
    }
    reply.send();
    reply.travel(&director);
    if (reply.state() == State::arrived && !reply.is_at_until()) astray(reply, director);
    if (reply.state() == State::under_way && reply.is_at_until())
      translate_back(reply, seen != cip, vip, cip);
    if (reply.undecided().empty() && !forward.undecided().empty() &&
        reply.state() != State::stopped) {
      Course course = course_of(reply);
      course.server = server;
      course.node = &node;
      course.undecided = forward.undecided();
      found_.courses.push_back(std::move(course));
      return;
    }
    add(request, reply, server, &node);
  }

  /// It came home without the director, or to a node that has that address, too.
  void astray(Traveller& reply, const Node& director) {
    const bool home = &reply.at() == asked_.client || is_a_translator(reply.at());
    Obstacle found = reply.obstacle_of(home ? Kind::bypass : Kind::taken_elsewhere);
    if (home) found.node = &director;
    reply.stop(std::move(found));
  }

  bool is_a_translator(const Node& node) const {
    return std::ranges::any_of(translations_,
                               [&](const Translation& one) { return one.node == &node; });
  }

  /// In the director: conntrack gives it back its destination, IPVS its source.
  void translate_back(Traveller& reply, bool masqueraded, const Endpoint& vip,
                      const Endpoint& cip) {
    const Node& director = reply.at();
    if (masqueraded) reply.packet().destination = cip;
    const bool tracked = is_tracked(reply);
    PacketShape seen = reply.packet();
    seen.state = tracked ? "ESTABLISHED" : untracked_answer(asked_.protocol);
    if (!reply.route()) return;
    if (found_.service->options.one_packet && asked_.protocol == protocol::udp)
      return reply.stop(reply.obstacle_of(Kind::one_packet));
    const bool own = &director == asked_.client;
    PacketShape translated = seen;
    translated.source = vip;
    translated.by_ipvs = translated.is_reply = true;
    if (!tracked) translated.state = "UNTRACKED";
    if (own) {
      if (!reply.way().is_local()) return reply.stop(reply.obstacle_of(Kind::taken_elsewhere));
      reply.pass({.hook = Hook::input, .packet = seen, .taken_by_ipvs = true});
      return;
    }
    if (!reply.way().leaves()) return reply.stop(reply.obstacle_of(Kind::taken_elsewhere));
    seen.out = reply.way().output();
    if (!reply.pass({.hook = Hook::forward, .packet = seen, .behind_ipvs = translated})) return;
    go_home(reply, translated);
  }

  void go_home(Traveller& reply, const PacketShape& translated) {
    for (const Translation& one : translations_)
      if (one.node == &reply.at() && !one.of_source)
        return reply.give_up("a translation before IPVS");
    const auto mark = reply.packet().mark;
    reply.packet() = translated;
    reply.packet().mark = mark;
    const RouteDecision way =
        reply.routes().sent(translated.destination.address, translated.source.address);
    reply.leave(way, translated);
    if (reply.state() != State::under_way) return;
    reply.packet().by_ipvs = reply.packet().is_reply = false;
    end_at_client(reply);
  }

  void serve_locally(Traveller& request, const RealServer& server, const Endpoint& rip) {
    const Node& director = request.at();
    if (&director == asked_.client) {
      request.give_up("what it does with itself");
      return add(request, request, server, &director);
    }
    const Listening listens = listening(director, asked_.protocol, rip);
    if (listens == Listening::no) {
      Obstacle silent = request.obstacle_of(Kind::nobody_listens);
      silent.port = rip.port;
      silent.subject = rip.address;
      if (server.line) silent.place = server.line->place;
      request.stop(std::move(silent));
    }
    if (listens == Listening::unknown) request.give_up("a program of " + director.name);
    if (listens != Listening::yes) return add(request, request, server, &director);
    Traveller reply = reply_traveller(request, director, rip, request.packet().source);
    answer_locally(reply, request.packet().destination);
    add(request, reply, server, &director);
  }

  /// OUTPUT sees the answer before IPVS at -98 in raw and mangle, behind it in filter.
  void answer_locally(Traveller& reply, const Endpoint& vip) {
    PacketShape seen = reply.packet();
    const RouteDecision way = reply.routes().sent(seen.destination.address, seen.source.address);
    if (way.leaves()) seen.out = way.output();
    PacketShape translated = seen;
    translated.source = vip;
    translated.by_ipvs = translated.is_reply = true;
    if (!is_tracked(reply)) translated.state = "UNTRACKED";
    if (way.leaves() &&
        !reply.pass({.hook = Hook::output, .packet = seen, .behind_ipvs = translated}))
      return;
    if (found_.service->options.one_packet && asked_.protocol == protocol::udp)
      return reply.stop(reply.obstacle_of(Kind::one_packet));
    go_home(reply, translated);
  }

  const Case& deployment_;
  NodeModels& models_;
  const Request& asked_;
  Connection found_;
  std::vector<Translation> translations_;
};

}  // namespace

Connection connection_of(const Case& deployment, NodeModels& models, const Request& request) {
  return ConnectionWalk(deployment, models, request).result();
}

std::vector<AskedConnection> asked_connections(const Case& deployment, NodeModels& models) {
  std::vector<AskedConnection> found;
  if (std::ranges::any_of(deployment.nodes, [](const Node& node) { return !node.run.empty(); }))
    return found;
  for (const Step& step : deployment.steps) {
    if (std::holds_alternative<NodeCommand>(step.action)) return found;
    const auto* probe = std::get_if<Probe>(&step.action);
    const bool asks = probe && probe->has_target() && probe->transport() != protocol::any;
    for (size_t i = 0; asks && i < probe->from.size(); ++i) {
      const Node& client = *deployment.find_node(probe->from[i]);
      const Endpoint target = probe->target();
      const Routes& routes = models.of(client, target.address.family()).routes;
      const auto source = probe->source ? probe->source : routes.sent(target.address).source;
      const Request request{&client, source.value_or(IpAddress::any(target.address.family())),
                            probe->transport(), target};
      found.push_back({&step, request, connection_of(deployment, models, request)});
    }
    if (step.meanwhile) return found;
  }
  return found;
}

}  // namespace hopproof::model
