#pragma once

#include "harness/base/event_loop.hh"
#include "vm/machine.hh"
#include "vm/message_stream.hh"

#include <functional>
#include <memory>
#include <string>

namespace hopproof::vm {

/// A machine in the keeper's care: boots, waits, works, and is called broken when it hangs or ends.
class TendedMachine {
 public:
  enum class State { booting, idle, working, broken };

  /// Wall time after which a machine is given up.
  static constexpr std::chrono::seconds longest_boot{120}, longest_job{180};

  /// `heard` gets what the agent says of a job; `changed` is called when the state has changed.
  TendedMachine(EventLoop& loop, const MachineOptions& options, std::function<void(Message)> heard,
                std::function<void()> changed);

  State state() const { return state_; }
  const std::string& kernel() const { return kernel_; }
  /// Why it is broken, with the console's last lines.
  const std::string& why() const { return why_; }

  /// Hands an order on; from then on it works, until its result is there.
  void give(const Message& order);
  /// Notices a boot or a job that takes too long.
  void look_at(EventLoop::Clock::time_point now);

 private:
  void hear(Message message);
  void become(State state);
  void give_up(const std::string& why);

  Machine machine_;
  std::function<void(Message)> heard_;
  std::function<void()> changed_;
  State state_ = State::booting;
  std::string kernel_, why_;
  EventLoop::Clock::time_point since_ = EventLoop::Clock::now();
  std::unique_ptr<MessageStream> agent_;
  EventLoop::Watch console_watch_;
};

}  // namespace hopproof::vm
