#pragma once

#include "harness/case/ipvsadm/service_table.hh"
#include "harness/model/obstacle.hh"
#include "harness/model/source_rewriting.hh"
#include "harness/model/traveller.hh"

#include <optional>
#include <string>
#include <vector>

namespace hopproof::model {

/// A connection that a node asks for.
struct Request {
  const Node* client = nullptr;
  IpAddress source;
  uint8_t protocol = 6;
  Endpoint target;
};

/// What becomes of it with one server.
struct Course {
  enum class End {
    answered,  ///< unless `undecided` decides otherwise
    fails,     ///< for certain: at `obstacle`
    unknown,   ///< `undecided` says what decides
  };
  End end = End::answered;
  std::optional<RealServer> server;  ///< nullopt: a program on the node that was asked
  const Node* node = nullptr;        ///< who serves; null: no node of the case
  std::optional<Obstacle> obstacle;
  std::string undecided;
};

/// A connection as the configuration alone decides it: routes, sysctls, neighbours, filters and
/// translations of every node on its way there and back, and IPVS. The state of the lab before it
/// is what the case's nodes say; commands are not followed.
struct Connection {
  const Node* director = nullptr;         ///< whose IPVS takes it
  std::optional<VirtualService> service;  ///< that takes it
  std::vector<Course> courses;            ///< by server; one where the request ends before
};

/// What a probe asks for.
struct AskedConnection {
  const Step* step = nullptr;
  Request request;
  Connection connection;
};

Connection connection_of(const Case& deployment, NodeModels& models, const Request& request);

/// Those of all probes that ask an address for tcp, udp or sctp, as far as the case alone decides:
/// up to the first command, and none where a node runs programs.
std::vector<AskedConnection> asked_connections(const Case& deployment, NodeModels& models);

}  // namespace hopproof::model
