#pragma once

#include "harness/model/filters.hh"
#include "harness/model/obstacle.hh"
#include "harness/model/routes.hh"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hopproof::model {

/// What the routes and rules of a case's nodes are, each read once.
class NodeModels {
 public:
  struct Known {
    Routes routes;
    RuleSet rules;
  };
  const Known& of(const Node& node, Family family);

 private:
  std::map<std::pair<const Node*, Family>, Known> known_;
};

/// An address that a node's rules have turned, in a connection that it tracks.
struct Translation {
  const Node* node = nullptr;
  bool of_source = false;
  Endpoint before, after;
};

/// One packet under way over the nodes of a case: their routes, sysctls, neighbours, filters and
/// address translations. IPVS is its driver's business. It stands at a node, until something stops
/// it for certain, or what becomes of it cannot be told.
class Traveller {
 public:
  struct Setting {
    const Case* deployment = nullptr;
    NodeModels* models = nullptr;
    bool is_reply = false;
    std::vector<Translation> translations;  ///< of the request, where this is the reply
    std::vector<const Node*> passed;        ///< by the request: they know the connection
  };
  enum class State { under_way, arrived, stopped, unknown };

  Traveller(Setting setting, const Node& from, PacketShape packet);

  /// The node's own packet leaves it: OUTPUT, POSTROUTING. Where it is for the node itself it has
  /// arrived, with nothing asked.
  void send();
  /// What has a way out already goes through POSTROUTING; `seen` says what the hook sees.
  void leave(const RouteDecision& way, const PacketShape& seen);
  /// From link to link until it is taken by a node, or has come in at `until` (behind its
  /// PREROUTING, before its routing).
  void travel(const Node* until = nullptr);
  /// Routes what came in; false when that stops it.
  bool route();
  /// Asks the filters of a hook here; false when one takes the packet.
  bool pass(const HookStop& stop);

  void stop(Obstacle obstacle);
  /// `what` decides, and is not followed: "rs1.nftables".
  void give_up(std::string what);

  State state() const { return state_; }
  const Node& at() const { return *at_; }
  bool is_at_until() const { return at_until_; }
  PacketShape& packet() { return packet_; }
  const PacketShape& packet() const { return packet_; }
  const RouteDecision& way() const { return way_; }
  const Routes& routes() { return here().routes; }
  const RuleSet& rules() { return here().rules; }
  const std::optional<Obstacle>& obstacle() const { return obstacle_; }
  /// What may decide otherwise, though not for certain; "": nothing.
  const std::string& undecided() const { return undecided_; }
  const std::vector<const Node*>& passed() const { return passed_; }
  const std::vector<Translation>& translations() const { return translations_; }
  Obstacle obstacle_of(Obstacle::Kind kind) const;
  /// How conntrack of the node where it stands sees it; "": not known.
  std::string tracked_state() const;

 private:
  const NodeModels::Known& here();
  void arrive_at(const Node& node);
  bool hop();
  bool enter();
  void translate_destination(std::string_view chain);
  void translate_source();
  void reverse(bool of_source);
  bool refuse(const RouteDecision& decision, const IpAddress& subject);
  void doubt(const std::string& what);

  Setting setting_;
  State state_ = State::under_way;
  const Node* at_;
  PacketShape packet_;
  RouteDecision way_;
  bool at_until_ = false;
  std::optional<Obstacle> obstacle_;
  std::string undecided_;
  std::vector<const Node*> passed_;
  std::vector<Translation> translations_;
};

}  // namespace hopproof::model
