#pragma once

#include "harness/verdict/connection.hh"
#include "harness/verdict/lab_facts.hh"
#include "harness/verdict/mismatch.hh"

#include <cstdint>
#include <string>
#include <vector>

namespace hopproof::verdict {

/// One connection of a step that is to be explained: how far it came, and what the nodes said.
class Incident {
 public:
  Incident(const Evidence& evidence, const Connection& connection, const Bindings& before);

  const Case& deployment() const { return evidence_.deployment; }
  const StepRecord& record() const { return evidence_.record; }
  const trace::Trace& trace() const { return evidence_.trace(); }
  const Connection& connection() const { return connection_; }
  const trace::Exchange& exchange() const { return *connection_.exchange; }
  const trace::Flow& flow() const { return connection_.flow; }
  const Bindings& before() const { return before_; }

  bool answered() const { return ended_as(Outcome::Kind::answered); }
  bool ended_as(Outcome::Kind kind) const { return exchange().outcome.kind == kind; }
  /// One more request on a connection of an earlier step.
  bool is_held() const;
  /// Of a held TCP connection: its packets belong to no handshake.
  bool is_midstream() const;
  /// A handshake that needed a second SYN, though it may have come about.
  bool has_resent_syn() const;
  bool is_tcp() const;
  bool is_ping() const;

  const std::string& client() const { return connection_.roles.client; }
  /// The node with `ipvs` that the request came to, or that should have got it; "" when there is
  /// none.
  const std::string& director() const { return director_; }
  /// The node of the chosen server; "" when none was chosen or no node owns it.
  const std::string& server() const { return server_; }
  /// What was asked for: unspecified when nobody knows (a program that sent nothing).
  Endpoint service() const;
  /// What is asked for as the director sees it: another end where a NAT before it has rewritten
  /// that.
  Endpoint asked() const;
  bool is_client_on_director() const { return client() == director_; }

  /// Where the request was seen; null where it did not come.
  const trace::Crossing* departure() const { return departure_; }  ///< leaving the client
  const trace::Crossing* arrival() const { return arrival_; }      ///< coming to the director
  const trace::Crossing* dispatch() const { return dispatch_; }    ///< leaving it toward a server
  const trace::Crossing* delivery() const { return delivery_; }    ///< coming to the server
  /// The first answer that left the server, and where that packet was seen last.
  const trace::Crossing* answer() const { return answer_; }
  const trace::Crossing* answer_end() const { return answer_end_; }
  /// A reset or an answer of the director's own stack, or an ICMP error from it.
  const trace::Crossing* refusal() const { return refusal_; }

  /// The last crossings of the packets of the request, of the answer, and of ICMP errors about it.
  std::vector<const trace::Crossing*> ends(const std::vector<int>& journeys) const;

  bool owns(const std::string& node, const IpAddress& address) const;
  const NodeFacts* facts(const std::string& node) const;
  /// How much a counter of nstat moved in this step.
  uint64_t moved(const std::string& node, const std::string& counter) const;
  /// "" when it was not read.
  std::string sysctl(const std::string& node, const std::string& name) const;
  const RouteAnswer* route(const RouteQuestion& question) const;

  /// The services of a director that are for this protocol and address; and those for marks.
  std::vector<const ServiceFact*> matching_services() const;
  const ServiceFact* mark_service() const;

 private:
  void find_request();
  std::string addressed_server() const;
  void find_director();
  void find_answer();
  bool is_director(const std::string& node) const;
  const trace::Crossing* first_from(const std::vector<int>& journeys,
                                    const std::string& node) const;

  const Evidence& evidence_;
  const Connection& connection_;
  const Bindings& before_;
  std::string director_, server_;
  const trace::Crossing* departure_ = nullptr;
  const trace::Crossing* arrival_ = nullptr;
  const trace::Crossing* dispatch_ = nullptr;
  const trace::Crossing* delivery_ = nullptr;
  const trace::Crossing* answer_ = nullptr;
  const trace::Crossing* answer_end_ = nullptr;
  const trace::Crossing* refusal_ = nullptr;
};

Endpoint source_of(const trace::Packet& packet);
Endpoint destination_of(const trace::Packet& packet);
bool is_syn(const trace::Packet& packet);
bool is_reset(const trace::Packet& packet);

}  // namespace hopproof::verdict
