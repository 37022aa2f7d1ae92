#pragma once

#include "harness/base/event_loop.hh"
#include "vm/tended_machine.hh"

#include <list>
#include <memory>
#include <string>

namespace hopproof::vm {

struct KeeperOptions {
  std::string kernel;  ///< as find_kernel() takes it
  std::string cache;
  int machines = 1;  ///< at most, side by side
  bool kvm = false;
};

/// Keeps virtual machines for clients of its socket: one visitor has one machine, the others
/// wait. Machines boot when they are needed. The keeper holds a lease: it ends 20 s after its last
/// visitor has gone, however that ended, or when a visitor says so; its machines end with it. It
/// greets who comes, and says something to everybody every few seconds: who hears nothing for
/// longest_silence need not wait.
class Keeper {
 public:
  static constexpr std::chrono::seconds lease_duration{20}, time_between_words{5},
      longest_silence{90};

  /// `listener` is a listening socket.
  Keeper(Fd listener, KeeperOptions options);

  /// Serves until the lease is over.
  void run();

 private:
  struct Visitor {
    std::unique_ptr<MessageStream> stream;
    pid_t process = 0;
    EventLoop::Clock::time_point last_word = EventLoop::Clock::now();
    TendedMachine* machine = nullptr;
    bool gone = false;  ///< it has closed its end
    bool over = false;  ///< its machine broke: it gets no other
  };
  using Machines = std::list<std::unique_ptr<TendedMachine>>;

  void welcome();
  void hear(Visitor& visitor, const Message& message);
  void stop_for(Visitor& visitor, bool force);
  std::string others_than(const Visitor& visitor) const;
  void keep_talking();
  Visitor* visitor_of(const TendedMachine* machine);
  Visitor* first_waiting();
  void tell_of_broken_machines();
  void tidy();
  void match();
  void boot_one();
  bool lease_is_over() const;

  Fd listener_;
  KeeperOptions options_;
  EventLoop loop_;
  Fd image_;                        ///< written when the first machine boots
  MachineOptions machine_options_;  ///< complete from then on
  bool stopped_ = false;
  EventLoop::Clock::time_point last_visit_ = EventLoop::Clock::now();
  Machines machines_;
  std::list<Visitor> visitors_;
  EventLoop::Watch watch_;
};

/// What a keeper says to who comes.
Message greeting();

/// The hidden command `vm-keeper`: serves the listening socket that is descriptor 3.
int keeper_main(int argc, char** argv);

}  // namespace hopproof::vm
