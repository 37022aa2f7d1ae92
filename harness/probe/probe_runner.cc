#include "harness/probe/probe_runner.hh"

#include "harness/base/bounded_text.hh"
#include "harness/base/error.hh"
#include "harness/probe/greeting.hh"
#include "harness/probe/packet_client.hh"

#include <algorithm>

#include <fmt/format.h>
#include <netinet/tcp.h>

namespace hopproof::probe {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_exchange{60'000};
constexpr milliseconds longest_program{120'000};
constexpr milliseconds program_may_be_silent{30'000};

ClientSpec spec_for(const Probe& probe, const CommandPlace& place) {
  return {place.node,   place.space,       probe.target(),
          probe.source, probe.source_port, {probe.payload, probe.download}};
}

bool is_over(const Client* client) { return client->outcome().has_value(); }

}  // namespace

/// The connections of one client node, in the order in which they were started.
struct ProbeRunner::Batch {
  struct Open {
    std::unique_ptr<Client> client;
    size_t number = 0;
  };
  std::vector<Open> open;
  std::vector<trace::Exchange> exchanges;
  int started = 0;
};

std::vector<trace::Exchange> ProbeRunner::run(const Probe& probe, const AddressResolver& resolve) {
  if (const auto* on = probe.as<OnProbe>()) return ask_again(probe, on->connection);
  std::vector<trace::Exchange> all;
  for (const std::string& from : probe.from) {
    if (const auto* program = probe.as<RunProbe>()) {
      all.push_back(run_program(probe, *program, from));
    } else if (const auto* packet = probe.as<SendProbe>()) {
      for (int i = 0; i < probe.times; ++i) all.push_back(send(probe, *packet, from, resolve));
    } else {
      for (trace::Exchange& exchange : connect(probe, from)) all.push_back(std::move(exchange));
    }
  }
  if (tools_.beside != nullptr) tools_.beside->finish();
  return all;
}

void ProbeRunner::advance_beside() {
  if (tools_.beside != nullptr) tools_.beside->advance(ended_);
}

void Beside::advance(int connections_ended) {
  if (!begun_() || connections_ended < after_) return;
  if (running_ && !running_->ended()) return;
  if (running_ && running_->status().code != 0) {
    const auto& [node, line] = lines_[next_ - 1];
    throw HostError(fmt::format("{}: '{}', meanwhile, ended with {}: {}", node, line,
                                running_->status().code, few_lines(running_->output(), 16)));
  }
  if (running_) background_.keep(std::move(running_));
  running_.reset();
  if (next_ == lines_.size()) return;
  running_ =
      std::make_unique<ShellCommand>(loop_, place_(lines_[next_].first), lines_[next_].second);
  ++next_;
}

void Beside::finish() {
  after_ = 0;
  begun_ = [] { return true; };
  const auto over = [&] {
    advance(0);
    return running_ == nullptr;
  };
  loop_.run_until(over, EventLoop::Clock::now() + longest_exchange);
  if (running_)
    throw HostError(fmt::format("{}: '{}', meanwhile, does not end", lines_[next_ - 1].first,
                                lines_[next_ - 1].second));
}

std::vector<trace::Exchange> ProbeRunner::connect(const Probe& probe, const std::string& from) {
  Batch batch;
  while (batch.started < probe.times || !batch.open.empty()) {
    while (batch.started < probe.times && int(batch.open.size()) < probe.parallel) {
      start_next(probe, from, batch);
    }
    std::vector<Client*> waiting;
    for (const Batch::Open& open : batch.open) waiting.push_back(open.client.get());
    await(probe, waiting, batch.started < probe.times);
    collect(probe, batch);
    if (batch.open.empty()) tools_.quiet.finish();
  }
  return std::move(batch.exchanges);
}

void ProbeRunner::start_next(const Probe& probe, const std::string& from, Batch& batch) {
  auto client = Client::make(tools_.loop, probe.kind, spec_for(probe, tools_.place(from)));
  client->start();
  batch.open.push_back({std::move(client), batch.exchanges.size()});
  batch.exchanges.emplace_back();
  ++batch.started;
}

void ProbeRunner::collect(const Probe& probe, Batch& batch) {
  for (auto& [client, number] : batch.open) {
    if (!is_over(client.get())) continue;
    ++ended_;
    batch.exchanges[number] = client->exchange();
    batch.exchanges[number].hold = probe.hold;
    end(probe, std::move(client));
  }
  std::erase_if(batch.open, [](const Batch::Open& open) { return open.client == nullptr; });
}

// Resends of TCP are the kernel's; those of UDP and ping are made here, one in each silence.
void ProbeRunner::await(const Probe& probe, const std::vector<Client*>& clients, bool any) {
  const auto done = [&] {
    for (Client* client : clients) client->look();
    advance_beside();
    return any ? std::ranges::any_of(clients, is_over) : std::ranges::all_of(clients, is_over);
  };
  const auto over = [&] {
    return resends_made(probe) && std::ranges::none_of(clients, [&](const Client* client) {
             return !is_over(client) && client->owes_resends(probe.patience);
           });
  };
  for (int resends = 0;; ++resends) {
    if (tools_.quiet.run_until(done, over, longest_exchange) == QuietWatch::End::done) return;
    bool resent = false;
    for (Client* client : clients) {
      if (!is_over(client) && resends < probe.patience) resent |= client->resend();
    }
    if (!resent) break;
  }
  for (Client* client : clients) {
    if (!is_over(client)) client->give_up();
  }
}

bool ProbeRunner::resends_made(const Probe& probe) const {
  if (probe.patience == 0) return true;
  const Unfinished unfinished = tools_.quiet.unfinished();
  return unfinished.resending == 0 || unfinished.resends >= probe.patience;
}

// An answered connection says FIN; a client that gave up on one has no peer left.
void ProbeRunner::end(const Probe& probe, std::unique_ptr<Client> client) {
  if (!probe.hold.empty()) {
    tools_.held.keep(probe.hold, std::move(client));
  } else if (client->outcome() == client->silence()) {
    client->abandon();
  }
}

std::vector<trace::Exchange> ProbeRunner::ask_again(const Probe& probe,
                                                    const std::string& connection) {
  std::vector<trace::Exchange> exchanges;
  Client& client = tools_.held.at(connection);
  for (int i = 0; i < probe.times; ++i) {
    client.again();
    await(probe, {&client}, false);
    exchanges.push_back(client.exchange());
    exchanges.back().hold = connection;
    tools_.quiet.finish();
  }
  return exchanges;
}

trace::Exchange ProbeRunner::send(const Probe& probe, const SendProbe& sent,
                                  const std::string& from, const AddressResolver& resolve) {
  ClientSpec spec = spec_for(probe, tools_.place(from));
  PacketClient client(tools_.loop, std::move(spec), craft(sent.packet, resolve));
  client.start();
  await(probe, {&client}, false);
  tools_.quiet.finish();
  return client.exchange();
}

trace::Exchange ProbeRunner::run_program(const Probe& probe, const RunProbe& run,
                                         const std::string& from) {
  trace::Exchange exchange;
  exchange.flow.client = from;
  auto owned = std::make_unique<ShellCommand>(tools_.loop, tools_.place(from), run.command);
  ShellCommand& program = *owned;
  const auto end = tools_.quiet.run_until(
      [&] {
        advance_beside();
        return program.ended() || program.floods();
      },
      [&] { return program_is_over(probe); }, longest_program);
  if (end == QuietWatch::End::done && program.ended()) {
    const bool good = program.status().code == 0;
    exchange.outcome = {good ? Outcome::Kind::answered : Outcome::Kind::failed};
  } else {
    end_silently(from, program, exchange);
    if (program.floods()) exchange.outcome = {Outcome::Kind::failed};
  }
  exchange.exit_code = program.status().code;
  exchange.answer = program.output();
  if (program.floods()) exchange.answer += "[ended here: it wrote without end]\n";
  if (end == QuietWatch::End::done && program.ended()) tools_.background.keep(std::move(owned));
  exchange.served = greeted_name(exchange.answer);
  tools_.quiet.finish();
  return exchange;
}

// A program may be silent for reasons of its own; one that waits for a resend has failed.
bool ProbeRunner::program_is_over(const Probe& probe) const {
  if (tools_.quiet.silent_for() >= program_may_be_silent) return true;
  return tools_.quiet.unfinished().resending > 0 && resends_made(probe);
}

void ProbeRunner::end_silently(const std::string& from, ShellCommand& program,
                               trace::Exchange& exchange) {
  exchange.outcome = {Outcome::Kind::timeout};
  for (const TcpSocket& socket : tools_.activity.unsettled(from)) {
    if (!socket.resend_pending) continue;
    exchange.flow = {from, 6, socket.local, socket.remote, 0};
    if (socket.state != TCP_SYN_SENT) exchange.outcome = {Outcome::Kind::stalled};
    if (socket.state == TCP_SYN_SENT) break;
  }
  program.kill();
  tools_.loop.run_until([&] { return program.ended(); },
                        EventLoop::Clock::now() + longest_exchange);
}

}  // namespace hopproof::probe
