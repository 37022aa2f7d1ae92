#include "vm/tended_machine.hh"

#include <fmt/format.h>
#include <poll.h>

namespace hopproof::vm {

TendedMachine::TendedMachine(EventLoop& loop, const MachineOptions& options,
                             std::function<void(Message)> heard, std::function<void()> changed)
    : machine_(options), heard_(std::move(heard)), changed_(std::move(changed)) {
  agent_ = std::make_unique<MessageStream>(
      loop, machine_.take_channel(),
      MessageStream::Handlers{[this](Message message) { hear(std::move(message)); },
                              [this](const std::string&) { give_up("the machine has ended"); }});
  console_watch_ = loop.watch(machine_.console().get(), POLLIN, [this](short ready) {
    machine_.read_console();
    if ((ready & POLLIN) == 0) console_watch_ = {};
  });
}

void TendedMachine::give(const Message& order) {
  if (state_ == State::idle) {
    machine_.resume();
    become(State::working);
  }
  agent_->send(order);
}

void TendedMachine::look_at(EventLoop::Clock::time_point now) {
  if (state_ == State::booting && now - since_ > longest_boot)
    give_up(fmt::format("the machine has not booted within {} s", longest_boot.count()));
  if (state_ == State::working && now - since_ > longest_job)
    give_up(fmt::format("the machine has not answered within {} s", longest_job.count()));
}

void TendedMachine::hear(Message message) {
  const std::string what = message.field("is");
  if (what == "ready") {
    kernel_ = message.field("kernel");
    machine_.pause();
    become(State::idle);
    return;
  }
  const bool over = what == "result" || what == "broken";
  if (over) machine_.pause();
  if (over) state_ = State::idle;
  heard_(std::move(message));
  if (over) changed_();
}

void TendedMachine::become(State state) {
  state_ = state;
  since_ = EventLoop::Clock::now();
  changed_();
}

void TendedMachine::give_up(const std::string& why) {
  if (state_ == State::broken) return;
  why_ = fmt::format("{}; its console's last lines:\n{}", why, machine_.console_tail());
  become(State::broken);
}

}  // namespace hopproof::vm
