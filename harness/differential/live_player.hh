#pragma once

#include "engine/director/engine_director.hh"
#include "harness/differential/player.hh"
#include "harness/differential/wire_end.hh"
#include "netns/firewall.hh"
#include "netns/lab.hh"

#include <memory>
#include <vector>

namespace hopproof::differential {

/// A director in a lab of namespaces, met with raw packets at both of its links.
class LivePlayer : public StepPlayer {
 public:
  LivePlayer();
  ~LivePlayer() override;

 protected:
  std::vector<director::ConnectionRow> connections() override;
  std::vector<director::CounterRow> counters() override;

  std::string ipvsadm(std::string_view line) override;

 private:
  void set_sysctl(std::string_view name, std::string_view value) override;
  void begin() override;
  std::vector<Seen> send(bool from_client, const Bytes& packet) override;

 protected:
  /// The director that begin() and the steps work on.
  virtual director::Director& director() = 0;
  /// All that a packet leads to has happened soon after it was sent.
  virtual bool is_prompt() const { return false; }
  /// What a packet has made due happens.
  virtual void let_timers_fire() {}
  /// Returns when everything that was sent has been worked off.
  virtual void settle() {}
  /// No services, no entries, every net.ipv4.vs.* its default.
  virtual void reset() = 0;

  netns::Lab lab_;

 private:
  std::vector<netns::Firewall> marks_;
  WireEnd client_, server_;
};

/// The bundled engine, whose clock is moved on where time passes.
class EnginePlayer : public LivePlayer {
 public:
  EnginePlayer();

 private:
  director::Director& director() override { return *engine_; }
  void settle() override;
  void reset() override;
  void wait(std::chrono::milliseconds time) override;

  std::unique_ptr<director::EngineDirector> engine_;
};

}  // namespace hopproof::differential
