#include "vm/guest_shell.hh"

#include "harness/base/error.hh"
#include "harness/base/pidfd.hh"
#include "harness/base/pipe.hh"
#include "harness/base/text.hh"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

namespace hopproof::vm {
namespace {

/// Above it nothing is taken from the other side, which then waits.
constexpr size_t most_pending = 1 << 20;

winsize size_in(const Message& message) {
  winsize size{};
  size.ws_row = uint16_t(std::atoi(message.field("rows").c_str()));
  size.ws_col = uint16_t(std::atoi(message.field("columns").c_str()));
  return size;
}

[[noreturn]] void become_program(const Message& order, bool terminal) {
  std::vector<std::string> words;
  for (const std::string_view word : split_at(order.body, '\0'))
    if (!order.body.empty()) words.emplace_back(word);
  if (words.empty()) words = {"bash"};
  if (words.size() == 1 && order.body.empty() && terminal) words.emplace_back("-i");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::execvp(arguments[0], arguments.data());
  std::fprintf(stderr, "%s: %s\n", arguments[0], std::strerror(errno));
  ::_exit(errno == ENOENT ? 127 : 126);
}

/// The program, and the ends through which it is spoken to: on a terminal one for all.
struct ShellProgram {
  pid_t pid = 0;
  Fd input, output, error;
  bool terminal = false;

  explicit ShellProgram(const Message& order) : terminal(order.field("terminal") == "yes") {
    terminal ? start_on_terminal(order) : start_on_pipes(order);
  }

 private:
  void start_on_terminal(const Message& order) {
    int main_end = -1;
    winsize size = size_in(order);
    pid = check("start a shell", ::forkpty(&main_end, nullptr, nullptr, &size));
    if (pid == 0) become_program(order, true);
    output = Fd(main_end);
    input = Fd(check("open a terminal twice", ::fcntl(main_end, F_DUPFD_CLOEXEC, 3)));
  }
  void start_on_pipes(const Message& order) {
    Pipe in, out, err;
    pid = check("start a shell", ::fork());
    if (pid == 0) {
      ::dup2(in.read.get(), 0);
      ::dup2(out.write.get(), 1);
      ::dup2(err.write.get(), 2);
      become_program(order, false);
    }
    input = std::move(in.write);
    output = std::move(out.read);
    error = std::move(err.read);
  }
};

class ShellService {
 public:
  ShellService(const Fd& port, MessageReader& reader, const Message& order)
      : port_(port), reader_(reader), program_(order), ended_(open_pidfd(program_.pid)) {
    ::fcntl(program_.input.get(), F_SETFL, O_NONBLOCK);
  }

  void run() {
    take_messages();
    while (!over_) turn();
    int status = 0;
    ::kill(program_.pid, SIGKILL);  // it has ended, or nobody is there to see it
    while (::waitpid(program_.pid, &status, 0) < 0 && errno == EINTR) continue;
    const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    if (!other_side_gone_)
      send_message(port_, {{{"is", "ended"}, {"status", std::to_string(code)}}, ""});
  }

 private:
  /// -1 is not looked at.
  void turn() {
    const bool takes = pending_.size() < most_pending;
    pollfd ends[] = {{takes ? port_.get() : -1, POLLIN, 0},
                     {pending_.empty() ? -1 : program_.input.get(), POLLOUT, 0},
                     {program_.output.get(), POLLIN, 0},
                     {program_.error.get(), POLLIN, 0},
                     {ended_.get(), POLLIN, 0}};
    if (::poll(ends, std::size(ends), -1) < 0) return;
    if (ends[0].revents != 0) hear();
    if (ends[1].revents != 0) feed();
    bool said = false;
    if (ends[2].revents != 0) said = hand_on(program_.output, "output");
    if (ends[3].revents != 0) said = hand_on(program_.error, "error") || said;
    over_ = over_ || (!said && ends[4].revents != 0);  // all that it wrote has been handed on
  }

  void hear() {
    std::array<char, 65536> buffer;
    const ssize_t size = ::read(port_.get(), buffer.data(), buffer.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (size <= 0) {
      over_ = other_side_gone_ = true;
      return;
    }
    reader_.feed({buffer.data(), size_t(size)});
    take_messages();
  }

  void take_messages() {
    while (const auto message = reader_.next()) {
      const std::string what = message->field("do");
      if (what == "input") pending_ += message->body;
      if (what == "end of input") no_more_ = true;
      if (what == "size" && program_.terminal) {
        const winsize size = size_in(*message);
        ::ioctl(program_.output.get(), TIOCSWINSZ, &size);
      }
    }
    feed();
  }

  void feed() {
    if (!pending_.empty() && program_.input) {
      const ssize_t size = ::write(program_.input.get(), pending_.data(), pending_.size());
      if (size > 0) pending_.erase(0, size_t(size));
      if (size < 0 && errno != EAGAIN && errno != EINTR) program_.input.reset();
    }
    if (!program_.input) pending_.clear();
    if (no_more_ && pending_.empty() && !program_.terminal) program_.input.reset();
  }

  /// False when there is nothing more.
  bool hand_on(Fd& from, const char* what) {
    std::array<char, 65536> buffer;
    const ssize_t size = ::read(from.get(), buffer.data(), buffer.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    if (size <= 0) {  // EIO of a terminal: nobody has its other end open
      from.reset();
      return false;
    }
    send_message(port_, {{{"is", what}}, std::string(buffer.data(), size_t(size))});
    return true;
  }

  const Fd& port_;
  MessageReader& reader_;
  ShellProgram program_;
  Fd ended_;
  std::string pending_;
  bool no_more_ = false, over_ = false, other_side_gone_ = false;
};

}  // namespace

void serve_shell(const Fd& port, MessageReader& reader, const Message& order) {
  ShellService(port, reader, order).run();
}

}  // namespace hopproof::vm
