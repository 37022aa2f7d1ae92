#include "harness/differential/remote_player.hh"

#include "harness/base/error.hh"

#include <array>
#include <csignal>
#include <iostream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hopproof::differential {
namespace {

/// What a player that failed says instead of an outcome.
constexpr std::string_view failed = "failed: ", skipped = "skipped: ";

struct Pipe {
  Pipe() {
    int ends[2];
    check("create a pipe", ::pipe2(ends, O_CLOEXEC));
    read = Fd(ends[0]);
    write = Fd(ends[1]);
  }
  Fd read, write;
};

[[noreturn]] void become_command(const std::string& command, const Fd& in, const Fd& out) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(in.get(), STDIN_FILENO);
  ::dup2(out.get(), STDOUT_FILENO);
  ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
  ::_exit(127);
}

}  // namespace

RemotePlayer::RemotePlayer(const std::string& command) {
  Pipe in, out;
  pid_ = check("start a process", ::fork());
  if (pid_ == 0) become_command(command, in.read, out.write);
  to_ = std::move(in.write);
  from_ = std::move(out.read);
}

RemotePlayer::~RemotePlayer() {
  to_ = Fd();
  from_ = Fd();
  ::waitpid(pid_, nullptr, 0);
}

std::string RemotePlayer::read_line() {
  while (true) {
    const size_t end = pending_.find('\n');
    if (end != std::string::npos) {
      std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return line;
    }
    std::array<char, 65536> buffer;
    const auto size = ::read(from_.get(), buffer.data(), buffer.size());
    if (size <= 0) throw HostError("the other player has ended");
    pending_.append(buffer.data(), static_cast<size_t>(size));
  }
}

Outcome RemotePlayer::play(const Scenario& scenario) {
  const std::string text = to_text(scenario) + "\n";
  for (size_t sent = 0; sent < text.size();)
    sent += static_cast<size_t>(check_long(
        "tell the other player", ::write(to_.get(), text.data() + sent, text.size() - sent)));
  Outcome outcome;
  for (std::string line = read_line(); !line.empty(); line = read_line()) {
    if (line.starts_with(failed)) throw HostError(line.substr(failed.size()));
    if (line.starts_with(skipped)) throw MissingCapability(line.substr(skipped.size()));
    outcome.push_back(std::move(line));
  }
  return outcome;
}

void serve(Player& player) {
  const auto answer = [&](const std::string& text) {
    const auto scenario = parse_scenario(text);
    if (!scenario) throw HostError("this is no scenario:\n" + text);
    for (const std::string& line : player.play(*scenario)) fmt::print("{}\n", line);
  };
  std::string text;
  for (std::string line; std::getline(std::cin, line);) {
    text += line + "\n";
    if (!line.empty()) continue;
    try {
      answer(text);
    } catch (const MissingCapability& reason) {
      fmt::print("{}{}\n", skipped, reason.what());
    }
    fmt::print("\n");
    std::fflush(stdout);
    text.clear();
  }
}

}  // namespace hopproof::differential
