#include "engine/director/engine_director.hh"

#include "engine/netfilter/control_client.hh"
#include "engine/netfilter/control_name.hh"
#include "engine/netfilter/engine_main.hh"
#include "harness/base/error.hh"
#include "netns/child.hh"

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>
#include <sys/socket.h>

namespace hopproof::director {
namespace {

namespace fs = std::filesystem;
using netfilter::Answer;

constexpr const char* command_names[] = {"ipvsadm",       "ipvsadm-save",     "ipvsadm-restore",
                                         "sysctl",        "modprobe",         "iptables",
                                         "ip6tables",     "iptables-restore", "ip6tables-restore",
                                         "iptables-save", "ip6tables-save"};

std::pair<Fd, Fd> control_pair() {
  int ends[2];
  check("create a control socket", ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends));
  return {Fd(ends[0]), Fd(ends[1])};
}

/// Each engine of a lab has its own.
fs::path new_folder(const std::string& parent) {
  std::string path = fs::path(parent) / "commands.XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) throw_errno("create " + path);
  return path;
}

netns::ChildSpec engine_spec(const netns::Namespace& space, const std::string& program,
                             const Fd& control) {
  constexpr int control_number = 3;
  netns::ChildSpec spec;
  spec.words = {program, "engine"};
  // Forked, not executed: a passing case would wait for the program to be linked once more.
  spec.body = [] {
    std::string words[] = {"engine", "--control-fd", std::to_string(control_number)};
    char* arguments[] = {words[0].data(), words[1].data(), words[2].data()};
    return engine_main(3, arguments);
  };
  spec.space = &space;
  spec.descriptors = {{control.get(), control_number}};
  return spec;
}

std::string without_newline(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

void throw_if_unsupported(const Answer& answer) {
  if (answer.code == netfilter::unsupported_code)
    throw MissingCapability("the engine: " + without_newline(answer.text));
}

}  // namespace

/// Links to the program under the names of the tools that it replaces.
struct EngineDirector::CommandFolder {
  CommandFolder(const std::string& folder, const std::string& program) : path(new_folder(folder)) {
    for (const char* name : command_names) fs::create_symlink(program, path / name);
  }
  ~CommandFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  CommandFolder(const CommandFolder&) = delete;
  CommandFolder& operator=(const CommandFolder&) = delete;

  fs::path path;
};

struct EngineDirector::Process {
  Process(const netns::Namespace& space, const std::string& program)
      : Process(space, program, control_pair()) {}

  /// The child's end of the pair is closed here, so that its death is noticed.
  Process(const netns::Namespace& space, const std::string& program, std::pair<Fd, Fd> ends)
      : child(engine_spec(space, program, ends.second)), engine(std::move(ends.first)) {}

  Answer ask(std::string_view request) {
    try {
      return engine.ask(request);
    } catch (const HostError&) {
      child.signal(SIGKILL);
      child.wait();
      throw HostError(fmt::format("the engine has failed: {}", without_newline(child.output())));
    }
  }

  netns::Child child;
  netfilter::ControlClient engine;
};

EngineDirector::EngineDirector(const netns::Namespace& space, const std::string& folder,
                               std::string program) {
  if (program.empty()) program = fs::read_symlink("/proc/self/exe").string();
  commands_ = std::make_unique<CommandFolder>(folder, program);
  process_ = std::make_unique<Process>(space, program);
}

EngineDirector::~EngineDirector() = default;

void EngineDirector::wait_until_ready() {
  process_->ask("sysctl conntrack");  // an answer comes as soon as everything is attached
}

// The engine does one thing at a time.
void EngineDirector::catch_up() { process_->ask("sysctl conntrack"); }

CommandResult EngineDirector::ipvsadm(std::string_view line) {
  const Answer answer = process_->ask(fmt::format("ipvsadm {}", line));
  throw_if_unsupported(answer);
  return {answer.code, answer.text};
}

void EngineDirector::set_sysctl(std::string_view name, std::string_view value) {
  const Answer answer = process_->ask(fmt::format("sysctl {} {}", name, value));
  throw_if_unsupported(answer);
  if (answer.code != 0) throw HostError("sysctl: " + without_newline(answer.text));
}

std::optional<std::string> EngineDirector::sysctl(std::string_view name) {
  const Answer answer = process_->ask(fmt::format("sysctl {}", name));
  return answer.code == 0 ? without_newline(answer.text) : "";
}

std::string EngineDirector::translate(std::string_view iptables_line, Family family) {
  const Answer answer =
      process_->ask(fmt::format("translate {} {}", family == Family::v4 ? 4 : 6, iptables_line));
  throw_if_unsupported(answer);
  if (answer.code != 0)
    throw HostError(fmt::format("{}: {}", iptables_line, without_newline(answer.text)));
  return answer.text;
}

std::string EngineDirector::command_folder() const { return commands_->path.string(); }

std::vector<std::pair<std::string, std::string>> EngineDirector::command_environment() const {
  return {{netfilter::control_variable, std::string(netfilter::control_name)}};
}

void EngineDirector::settle() { process_->ask("settle"); }

bool EngineDirector::advance(std::chrono::milliseconds time) {
  process_->ask(fmt::format("advance {}", time.count()));
  return true;
}

void EngineDirector::reset() { process_->ask("reset"); }

void EngineDirector::stop() {
  if (!process_) return;
  process_->ask("stop");
  process_->child.wait();
  process_.reset();
}

}  // namespace hopproof::director
