#include "harness/differential/remote_player.hh"

#include "harness/base/error.hh"
#include "harness/base/pipe.hh"
#include "harness/base/write_all.hh"

#include <array>
#include <iostream>

#include <fmt/format.h>
#include <unistd.h>

namespace hopproof::differential {
namespace {

/// What a player that failed says instead of an outcome.
constexpr std::string_view failed = "failed: ", skipped = "skipped: ";

/// Its errors are the caller's, and so is what the terminal sends.
netns::ChildSpec shell(const std::string& command, const Pipe& in, const Pipe& out) {
  netns::ChildSpec spec;
  spec.words = {"/bin/sh", "-c", command};
  spec.inherit_terminal = true;
  spec.descriptors = {{in.read.get(), STDIN_FILENO}, {out.write.get(), STDOUT_FILENO}};
  return spec;
}

}  // namespace

RemotePlayer::RemotePlayer(const std::string& command) {
  Pipe in, out;
  child_.emplace(shell(command, in, out));
  to_ = std::move(in.write);
  from_ = std::move(out.read);
}

RemotePlayer::~RemotePlayer() {
  to_ = Fd();
  from_ = Fd();
  child_->wait();
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
  write_all(to_.get(), text, "to the other player");
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
    if (!scenario) throw HostError("this is not a scenario:\n" + text);
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
