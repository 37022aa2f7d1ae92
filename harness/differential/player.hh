#pragma once

#include "engine/director/director.hh"
#include "harness/differential/scenario.hh"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof::differential {

/// A packet that came out of the director.
struct Seen {
  bool toward_client = false;
  Bytes packet;
};

/// What a scenario did to a director: a line for each step, under it what came out, and at the end
/// the tables. Two that are alike mean directors that are alike.
using Outcome = std::vector<std::string>;

/// Something that a scenario can be played on.
class Player {
 public:
  virtual ~Player() = default;
  /// Addresses of other scenarios may still be in its tables; those of this one are not.
  virtual Outcome play(const Scenario& scenario) = 0;
  /// The release of the kernel whose IPVS plays ("6.1.0-56-cloud-amd64"), for whom time passes;
  /// "": there is none, and time is moved.
  virtual std::string kernel() const { return ""; }
  /// From now on it does as the IPVS of this kernel does, where kernels differ.
  virtual void be_like(std::string_view) {}
};

/// One that takes the steps one by one.
class StepPlayer : public Player {
 public:
  Outcome play(const Scenario& scenario) final;

 protected:
  virtual void begin() {}
  /// "" when it was done, else "refused".
  virtual std::string ipvsadm(std::string_view line) = 0;
  virtual void set_sysctl(std::string_view name, std::string_view value) = 0;
  virtual void wait(std::chrono::milliseconds time) = 0;
  virtual std::vector<Seen> send(bool from_client, const Bytes& packet) = 0;
  virtual std::vector<director::ConnectionRow> connections() = 0;
  virtual std::vector<director::CounterRow> counters() = 0;

 private:
  void tell_step(const Step& step, Outcome& outcome);
  std::string play_step(const Step& step, Outcome& outcome);
  void send_packet(const Stimulus& stimulus, Outcome& outcome);
  void add_tables(Outcome& outcome);

  std::map<std::string, Endpoint> servers_;  // by flow: where its last request went
};

/// "to client: TCP SA 10.96.1.1:80 > 10.97.1.1:1000 ttl 63 size 40"
std::string describe(const Seen& seen);

}  // namespace hopproof::differential
