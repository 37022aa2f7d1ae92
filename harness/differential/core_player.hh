#pragma once

#include "engine/core/nat.hh"
#include "harness/differential/player.hh"

#include <map>
#include <memory>
#include <string>

namespace hopproof::differential {

/// The engine's core, and around it as much of a director's kernel as a scenario meets: what is
/// malformed is dropped, forwarding takes a hop, and what IPVS passes by is answered by the stack.
class CorePlayer : public StepPlayer {
 public:
  CorePlayer();
  ~CorePlayer() override;

  /// It counts as that kernel does.
  void be_like(std::string_view kernel_release) override;

  /// "TCP SYN_RECV > ESTABLISHED": how often each change of state was seen.
  const std::map<std::string, int>& transitions() const { return transitions_; }

 protected:
  void wait(std::chrono::milliseconds time) override { now_ += time; }
  std::vector<director::ConnectionRow> connections() override;

 private:
  void begin() override;
  std::string ipvsadm(std::string_view line) override;
  void set_sysctl(std::string_view name, std::string_view value) override;
  std::vector<Seen> send(bool from_client, const Bytes& packet) override;
  std::vector<director::CounterRow> counters() override;

  std::vector<Seen> judge(core::Hook hook, Bytes packet);
  void watch_states();

  struct OpenRoads;
  std::unique_ptr<OpenRoads> roads_;
  std::unique_ptr<core::Nat> nat_;
  core::Limits limits_{10'000};
  core::Time now_{1'000'000};
  std::map<std::string, std::string> states_;
  std::map<std::string, int> transitions_;
};

}  // namespace hopproof::differential
