#include "harness/differential/live_player.hh"

#include "harness/base/error.hh"
#include "harness/differential/deployment.hh"

namespace hopproof::differential {
namespace {

IpAddress address(const char* text) { return *IpAddress::parse(text); }

netns::Firewall marks(const netns::LabNode& director, Family family) {
  std::vector<netns::AppliedRule> rules;
  const auto& items = family == Family::v4 ? director.node->iptables : director.node->ip6tables;
  for (const IptablesItem& item : items) rules.push_back({item.name, item.text, item.text});
  return {director.space, family, std::move(rules)};
}

}  // namespace

LivePlayer::LivePlayer()
    : lab_(deployment()),
      client_(lab_, "client", "front", address("10.64.0.2"), address("10.64.0.1")),
      server_(lab_, "rs1", "back", address("10.65.0.2"), address("10.65.0.1")) {
  for (const Family family : {Family::v4, Family::v6})
    marks_.push_back(marks(lab_.node("director"), family));
}

LivePlayer::~LivePlayer() = default;

void LivePlayer::begin() {
  reset();
  client_.drain();
  server_.drain();
}

std::string LivePlayer::ipvsadm(std::string_view line) {
  return director().ipvsadm(line).exit_code == 0 ? "" : "refused";
}

void LivePlayer::set_sysctl(std::string_view name, std::string_view value) {
  director().set_sysctl(name, value);
}

std::vector<Seen> LivePlayer::send(bool from_client, const Bytes& packet) {
  std::vector<Seen> seen;
  const auto note = [&](const WireEnd& end, std::vector<Bytes> packets) {
    for (Bytes& bytes : packets) seen.push_back({&end == &client_, std::move(bytes)});
  };
  WireEnd& sender = from_client ? client_ : server_;
  WireEnd& other = from_client ? server_ : client_;
  sender.send(packet);
  if (is_prompt()) {
    let_timers_fire();
    note(sender, sender.take());
    note(other, other.take());
    return seen;
  }
  note(sender, sender.drain());  // the echo goes the packet's way, behind it
  settle();
  note(sender, sender.drain());
  note(other, other.drain());
  return seen;
}

std::vector<director::ConnectionRow> LivePlayer::connections() { return director().connections(); }

std::vector<director::CounterRow> LivePlayer::counters() { return director().counters(); }

EnginePlayer::EnginePlayer()
    : engine_(
          std::make_unique<director::EngineDirector>(lab_.node("director").space, lab_.folder())) {
  engine_->wait_until_ready();
}

void EnginePlayer::settle() { engine_->settle(); }

void EnginePlayer::wait(std::chrono::milliseconds time) { engine_->advance(time); }

void EnginePlayer::reset() { engine_->reset(); }

}  // namespace hopproof::differential
