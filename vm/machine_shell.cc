#include "vm/machine_shell.hh"

#include "harness/base/error.hh"
#include "harness/base/event_loop.hh"
#include "harness/base/write_all.hh"
#include "harness/run/signals.hh"
#include "vm/message_stream.hh"
#include "vm/tended_machine.hh"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>

namespace hopproof::vm {
namespace {

constexpr int interrupted = 130;

/// Every key goes to the machine as long as this lives.
class RawTerminal {
 public:
  RawTerminal() {
    check("look at the terminal", ::tcgetattr(0, &before_));
    termios raw = before_;
    ::cfmakeraw(&raw);
    ::tcsetattr(0, TCSANOW, &raw);
  }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  ~RawTerminal() { ::tcsetattr(0, TCSANOW, &before_); }

 private:
  termios before_{};
};

Fd size_changes() {
  sigset_t change;
  ::sigemptyset(&change);
  ::sigaddset(&change, SIGWINCH);
  ::sigprocmask(SIG_BLOCK, &change, nullptr);
  return Fd(check("watch the terminal's size", ::signalfd(-1, &change, SFD_CLOEXEC)));
}

Message with_size(Message message) {
  winsize size{};
  if (::ioctl(0, TIOCGWINSZ, &size) != 0) return message;
  message.fields["rows"] = std::to_string(size.ws_row);
  message.fields["columns"] = std::to_string(size.ws_col);
  return message;
}

class MachineShell {
 public:
  MachineShell(const MachineOptions& options, const std::vector<std::string>& words)
      : on_terminal_(::isatty(0) == 1 && ::isatty(1) == 1), machine_(options) {
    for (const std::string& word : words)
      words_ += (words_.empty() ? "" : std::string(1, '\0')) + word;
    agent_ = std::make_unique<MessageStream>(
        loop_, machine_.take_channel(),
        MessageStream::Handlers{[this](const Message& message) { hear(message); },
                                [this](const std::string&) { gone_ = true; }});
    console_watch_ = loop_.watch(machine_.console().get(), POLLIN, [this](short ready) {
      machine_.read_console();
      if ((ready & POLLIN) == 0) console_watch_ = {};
    });
    signal_watch_ = loop_.watch(signals_.fd().get(), POLLIN, [this](short) {
      if (signals_.came()) status_ = interrupted;
    });
    if (!on_terminal_) return;
    size_changes_ = size_changes();
    size_watch_ = loop_.watch(size_changes_.get(), POLLIN, [this](short) { resize(); });
  }

  int run() {
    const auto boot_end = EventLoop::Clock::now() + TendedMachine::longest_boot;
    while (!status_ && !gone_) {
      loop_.run_once(std::chrono::seconds(1));
      if (!ready_ && EventLoop::Clock::now() > boot_end) break;
    }
    raw_.reset();
    if (status_) return *status_;
    throw HostError(fmt::format("the machine {}; its console's last lines:\n{}",
                                ready_ ? "has ended" : "has not booted", machine_.console_tail()));
  }

 private:
  void hear(const Message& message) {
    const std::string what = message.field("is");
    if (what == "ready") begin();
    if (what == "output") write_all(1, std::string_view(message.body), "standard output");
    if (what == "error") write_all(2, std::string_view(message.body), "standard error");
    if (what == "ended") status_ = std::atoi(message.field("status").c_str());
    if (what == "broken") throw HostError(message.field("why"));
  }

  /// What has been typed until now waits in the terminal or the pipe.
  void begin() {
    ready_ = true;
    if (on_terminal_) raw_.emplace();
    agent_->send(with_size({{{"do", "shell"}, {"terminal", on_terminal_ ? "yes" : "no"}}, words_}));
    input_watch_ = loop_.watch(0, POLLIN, [this](short) { hand_on_input(); });
  }

  void hand_on_input() {
    std::array<char, 4096> buffer;
    const ssize_t size = ::read(0, buffer.data(), buffer.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (size > 0) {
      agent_->send({{{"do", "input"}}, std::string(buffer.data(), size_t(size))});
      return;
    }
    input_watch_ = {};
    agent_->send({{{"do", "end of input"}}, ""});
  }

  void resize() {
    signalfd_siginfo ignored;
    (void)!::read(size_changes_.get(), &ignored, sizeof ignored);
    if (ready_) agent_->send(with_size({{{"do", "size"}}, ""}));
  }

  const run::InterruptSignals signals_;
  bool on_terminal_;
  std::string words_;
  EventLoop loop_;
  Machine machine_;
  Fd size_changes_;
  std::unique_ptr<MessageStream> agent_;
  EventLoop::Watch console_watch_, signal_watch_, size_watch_, input_watch_;
  std::optional<RawTerminal> raw_;
  bool ready_ = false, gone_ = false;
  std::optional<int> status_;
};

}  // namespace

int run_in_machine(const MachineOptions& options, const std::vector<std::string>& words) {
  return MachineShell(options, words).run();
}

}  // namespace hopproof::vm
