#pragma once

#include "harness/base/fd.hh"
#include "harness/differential/player.hh"
#include "netns/child.hh"

#include <optional>
#include <string>

namespace hopproof::differential {

/// A player in another process, perhaps in another machine: a command that reads scenarios from its
/// standard input and writes their outcomes, each ended by an empty line (see serve()).
class RemotePlayer : public Player {
 public:
  /// `command` is a shell line.
  explicit RemotePlayer(const std::string& command);
  RemotePlayer(const RemotePlayer&) = delete;
  RemotePlayer& operator=(const RemotePlayer&) = delete;
  ~RemotePlayer() override;

  Outcome play(const Scenario& scenario) override;

 private:
  std::string read_line();

  Fd to_, from_;
  std::optional<netns::Child> child_;
  std::string pending_;
};

/// The other end of it: plays what comes in on standard input until it ends.
void serve(Player& player);

}  // namespace hopproof::differential
