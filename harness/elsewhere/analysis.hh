#pragma once

#include "harness/elsewhere/clocks.hh"
#include "harness/elsewhere/conclusion.hh"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hopproof::elsewhere {

/// A connection with what is said of it.
struct Finding {
  size_t view = 0;  ///< index into Analysis::views()
  std::optional<Conclusion> conclusion;
};

/// Connections of one service that ended alike, at one server and for one cause: one is shown.
struct Group {
  std::string service, server;
  Ending ending = Ending::unknown;
  std::vector<size_t> findings;  ///< indices into Analysis::findings(), the first is shown
};

/// What the captures show, from packets alone. Pure: neither a lab nor a kernel is asked.
class Analysis {
 public:
  /// `vip`: only connections to it (port 0: any). Else, where the captures show who is rewritten,
  /// only those to services that are; where they do not, all.
  explicit Analysis(Evidence evidence, std::optional<Endpoint> vip = std::nullopt);
  Analysis(const Analysis&) = delete;
  Analysis& operator=(const Analysis&) = delete;

  const Evidence& evidence() const { return evidence_; }
  const std::vector<View>& views() const { return views_; }
  const std::vector<ClockPair>& clocks() const { return clocks_; }
  const std::vector<Finding>& findings() const { return findings_; }
  /// Of the wanted ones: what is proven first, what was answered last, the largest first.
  const std::vector<Group>& groups() const { return groups_; }
  size_t left_aside() const { return left_aside_; }
  bool has_problem() const;
  /// Names that fit no role, so that what is said may be about the wrong host.
  const std::vector<std::string>& unclear_nodes() const { return unclear_; }

 private:
  bool is_wanted(const View& view) const;
  void find_services();
  void conclude_all();
  void group();
  void find_unclear();

  Evidence evidence_;
  std::optional<Endpoint> vip_;
  Legs legs_;
  std::vector<Conversation> conversations_;
  std::vector<View> views_;
  std::vector<ClockPair> clocks_;
  std::vector<Endpoint> services_;
  std::vector<Finding> findings_;
  std::vector<Group> groups_;
  std::vector<std::string> unclear_;
  size_t left_aside_ = 0;
};

}  // namespace hopproof::elsewhere
