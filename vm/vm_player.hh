#pragma once

#include "harness/differential/player.hh"
#include "vm/keeper_client.hh"
#include "vm/message.hh"

#include <string>

namespace hopproof::vm {

/// A director in the virtual machine. The machine is its own as long as it lives.
class VmPlayer : public differential::Player {
 public:
  /// `director`: "ipvs" or "engine". Throws MissingCapability when no machine can be had.
  VmPlayer(const VmOptions& options, std::string director);

  differential::Outcome play(const differential::Scenario& scenario) override;
  std::string kernel() const override { return director_ == "ipvs" ? kernel_ : ""; }

 private:
  Message hear();

  std::string director_, kernel_;
  Fd keeper_;
  MessageReader reader_;
};

/// What the machine answers to an order to play: the lines of the outcome. Scenarios share a lab
/// until one comes whose addresses the lab has met already.
std::string play_in_machine(const Message& order);

}  // namespace hopproof::vm
