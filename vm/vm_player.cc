#include "vm/vm_player.hh"

#include "harness/base/error.hh"
#include "harness/base/text.hh"
#include "harness/differential/ipvs_player.hh"
#include "harness/differential/live_player.hh"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace hopproof::vm {
namespace {

using differential::Outcome;
using differential::Player;
using differential::Scenario;

std::unique_ptr<Player> make_player(const std::string& director) {
  if (director == "engine") return std::make_unique<differential::EnginePlayer>();
  return std::make_unique<differential::IpvsPlayer>();
}

std::set<std::string> clients_of(const Scenario& scenario) {
  std::set<std::string> clients;
  for (const differential::Step& step : scenario)
    if (step.kind == differential::Step::Kind::packet)
      clients.insert(step.packet.client.address.text());
  return clients;
}

/// A director in a lab, and whom it has met.
struct Bench {
  std::unique_ptr<Player> player;
  std::set<std::string> met;
};

/// A kernel's entries outlive the services: a client who comes back needs a lab that forgot it.
Player& player_for(const std::string& director, const Scenario& scenario) {
  static std::map<std::string, Bench> benches;
  constexpr size_t most_met = 400;  // the longer the tables, the longer they take to read
  Bench& bench = benches[director];
  const std::set<std::string> clients = clients_of(scenario);
  const bool again = std::ranges::any_of(
      clients, [&](const std::string& client) { return bench.met.contains(client); });
  if (again || bench.met.size() > most_met) bench = Bench();
  if (!bench.player) bench.player = make_player(director);
  bench.met.insert(clients.begin(), clients.end());
  return *bench.player;
}

}  // namespace

VmPlayer::VmPlayer(const VmOptions& options, std::string director)
    : director_(std::move(director)), keeper_(connect_to_keeper(options)) {
  Message message = hear();
  while (message.field("is") != "ready") message = hear();
  kernel_ = message.field("kernel");
}

Message VmPlayer::hear() {
  auto message = receive_message(keeper_, reader_);
  while (message && message->field("is") == "waiting") message = receive_message(keeper_, reader_);
  if (!message) throw HostError("the virtual machine has ended");
  if (message->field("is") == "broken") throw HostError(message->field("why"));
  return *message;
}

Outcome VmPlayer::play(const Scenario& scenario) {
  send_message(keeper_, {{{"do", "play"}, {"director", director_}}, to_text(scenario)});
  const Message answer = hear();
  const auto lines = lines_of(answer.body);
  return {lines.begin(), lines.end()};
}

std::string play_in_machine(const Message& order) {
  const auto scenario = differential::parse_scenario(order.body);
  if (!scenario) throw HostError("this is not a scenario:\n" + order.body);
  std::string text;
  for (const std::string& line : player_for(order.field("director"), *scenario).play(*scenario))
    text += line + "\n";
  return text;
}

}  // namespace hopproof::vm
