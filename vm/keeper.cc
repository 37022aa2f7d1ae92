#include "vm/keeper.hh"

#include "harness/base/error.hh"
#include "harness/base/read_file.hh"
#include "harness/run/state_folder.hh"
#include "vm/boot_image.hh"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

namespace hopproof::vm {
namespace {

Message broken(const std::string& why) { return {{{"is", "broken"}, {"why", why}}, ""}; }

/// As it was started, in one line.
std::string command_line_of(pid_t process) {
  constexpr size_t most = 200;
  std::string words = read_file_if_any(fmt::format("/proc/{}/cmdline", process));
  std::ranges::replace(words, '\0', ' ');
  while (words.ends_with(' ')) words.pop_back();
  return words.substr(0, most);
}

}  // namespace

Message greeting() { return {{{"is", "welcome"}}, ""}; }

Keeper::Keeper(Fd listener, KeeperOptions options)
    : listener_(std::move(listener)), options_(std::move(options)) {
  watch_ = loop_.watch(listener_.get(), POLLIN, [this](short) { welcome(); });
}

void Keeper::run() {
  while (!stopped_ && !lease_is_over()) {
    loop_.run_once(std::chrono::seconds(1));
    const auto now = EventLoop::Clock::now();
    for (const auto& machine : machines_) machine->look_at(now);
    tell_of_broken_machines();
    tidy();
    match();
    keep_talking();
  }
}

void Keeper::welcome() {
  Fd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  const auto peer = fd ? run::own_peer(fd) : std::nullopt;
  if (!peer) return;
  Visitor& visitor = visitors_.emplace_back();
  visitor.process = *peer;
  visitor.stream = std::make_unique<MessageStream>(
      loop_, std::move(fd),
      MessageStream::Handlers{[this, &visitor](const Message& message) { hear(visitor, message); },
                              [&visitor](const std::string&) { visitor.gone = true; }});
  visitor.stream->send(greeting());
}

void Keeper::hear(Visitor& visitor, const Message& message) {
  if (message.field("do") == "stop")
    stop_for(visitor, message.field("force") == "yes");
  else if (visitor.machine != nullptr)
    visitor.machine->give(message);
}

void Keeper::stop_for(Visitor& visitor, bool force) {
  const std::string others = others_than(visitor);
  stopped_ = force || others.empty();
  if (!stopped_) visitor.stream->send({{{"is", "busy"}, {"who", others}}, ""});
}

/// "1234 (hopproof run cases), 1240 (...)"; "" when nobody else is here.
std::string Keeper::others_than(const Visitor& visitor) const {
  std::string text;
  for (const Visitor& other : visitors_) {
    if (&other == &visitor || other.gone) continue;
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", other.process,
                        command_line_of(other.process));
  }
  return text;
}

void Keeper::keep_talking() {
  const auto now = EventLoop::Clock::now();
  for (Visitor& visitor : visitors_) {
    if (now - visitor.last_word < time_between_words) continue;
    visitor.last_word = now;
    visitor.stream->send({{{"is", "waiting"}}, ""});
  }
}

Keeper::Visitor* Keeper::visitor_of(const TendedMachine* machine) {
  const auto found = std::ranges::find(visitors_, machine, &Visitor::machine);
  return found == visitors_.end() ? nullptr : &*found;
}

Keeper::Visitor* Keeper::first_waiting() {
  const auto found = std::ranges::find_if(visitors_, [](const Visitor& visitor) {
    return visitor.machine == nullptr && !visitor.over && !visitor.gone;
  });
  return found == visitors_.end() ? nullptr : &*found;
}

/// A machine that breaks before anybody has it is news for who waits longest.
void Keeper::tell_of_broken_machines() {
  for (const auto& machine : machines_) {
    if (machine->state() != TendedMachine::State::broken) continue;
    Visitor* visitor = visitor_of(machine.get());
    if (visitor == nullptr) visitor = first_waiting();
    if (visitor == nullptr) continue;
    visitor->machine = nullptr;
    visitor->over = true;
    visitor->stream->send(broken(machine->why()));
  }
}

/// A visitor who goes in mid-job leaves a machine that cannot be trusted.
void Keeper::tidy() {
  std::erase_if(machines_, [this](const auto& machine) {
    const Visitor* visitor = visitor_of(machine.get());
    const bool left = visitor != nullptr && visitor->gone;
    return machine->state() == TendedMachine::State::broken ||
           (left && machine->state() == TendedMachine::State::working);
  });
  if (!visitors_.empty()) last_visit_ = EventLoop::Clock::now();
  std::erase_if(visitors_, [](const Visitor& visitor) { return visitor.gone; });
}

void Keeper::match() {
  for (const auto& machine : machines_) {
    Visitor* visitor = first_waiting();
    if (visitor == nullptr) return;
    if (machine->state() != TendedMachine::State::idle || visitor_of(machine.get()) != nullptr)
      continue;
    visitor->machine = machine.get();
    visitor->stream->send({{{"is", "ready"}, {"kernel", machine->kernel()}}, ""});
  }
  const auto booting = std::ranges::count_if(machines_, [](const auto& machine) {
    return machine->state() == TendedMachine::State::booting;
  });
  if (first_waiting() != nullptr && booting == 0 && int(machines_.size()) < options_.machines)
    boot_one();
}

void Keeper::boot_one() {
  try {
    if (!image_) {
      const Kernel kernel = find_kernel(options_.kernel, options_.cache);
      const Archive image = boot_image(kernel, guest_program());
      image_ = write_to_memory(image);
      machine_options_ = {kernel, image_.get(), image.size(), options_.kvm};
    }
    auto slot = std::make_shared<TendedMachine*>(nullptr);
    machines_.push_back(std::make_unique<TendedMachine>(
        loop_, machine_options_,
        [this, slot](Message message) {
          if (Visitor* visitor = visitor_of(*slot)) visitor->stream->send(message);
        },
        [] {}));
    *slot = machines_.back().get();
  } catch (const std::exception& error) {
    for (Visitor& visitor : visitors_)
      if (visitor.machine == nullptr) visitor.stream->send(broken(error.what()));
    stopped_ = true;
  }
}

bool Keeper::lease_is_over() const {
  return visitors_.empty() && EventLoop::Clock::now() - last_visit_ > lease_duration;
}

int keeper_main(int argc, char** argv) {
  if (argc != 5) throw HostError("vm-keeper is started by hopproof itself");
  const KeeperOptions options{argv[1], argv[2], std::atoi(argv[3]), std::string(argv[4]) == "kvm"};
  constexpr int listener_fd = 3, most_waiting = 64;
  // From now on who connects sees this process as its peer, not the one that has started it.
  check("listen for visitors", ::listen(listener_fd, most_waiting));
  Keeper(Fd(listener_fd), options).run();
  return 0;
}

}  // namespace hopproof::vm
