#include "netns/launch.hh"

#include "harness/base/error.hh"
#include "harness/base/pidfd.hh"
#include "harness/base/pipe.hh"
#include "harness/base/write_all.hh"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

#define BOOST_POSIX_HAS_VFORK 1  // Boost leaves vfork out where POSIX 2008 rules; Linux has it
#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/env.hpp>
#include <boost/process/environment.hpp>
#include <boost/process/error.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/posix.hpp>
#include <boost/process/search_path.hpp>
#include <boost/process/start_dir.hpp>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

namespace hopproof::netns {
namespace {

namespace bp = boost::process;

Fd open_null(int flags) {
  return Fd(check("open /dev/null", ::open("/dev/null", flags | O_CLOEXEC)));
}

/// What the program reads.
Fd open_input(const std::string& text) {
  return text.empty() ? open_null(O_RDONLY) : memory_file(text);
}

/// What happens between fork and exec. Only async-signal-safe calls; the first failure is reported
/// to the parent through Boost's pipe and ends the child: Boost alone would go on to exec.
class ExecSetup {
 public:
  ExecSetup(const ChildSpec& spec, std::vector<std::pair<int, int>> descriptors)
      : space_(spec.space == nullptr ? -1 : spec.space->fd().get()),
        own_group_(!spec.inherit_terminal),
        parent_(::getpid()),
        body_(spec.body ? &spec.body : nullptr),
        descriptors_(std::move(descriptors)),
        moved_(descriptors_.size(), -1) {}

  template <class Executor>
  void operator()(Executor& executor) {
    const char* failed = set_up();
    if (failed == nullptr && body_ != nullptr) run_body();
    if (failed == nullptr) return;
    executor.set_error(std::error_code(errno, std::system_category()), failed);
    ::_exit(127);
  }

 private:
  const char* set_up() {
    if (own_group_ && ::setpgid(0, 0) != 0) return "set the process group";
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return "ask for the parent's death signal";
    if (::getppid() != parent_) ::_exit(127);  // it died before we asked
    if (space_ >= 0 && ::setns(space_, CLONE_NEWNET) != 0) return "enter the network namespace";
    reset_signals();
    if (::syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC) != 0) return "close descriptors";
    return place_descriptors() ? nullptr : "pass descriptors";
  }

  /// Without exec nothing closes what the parent has open; its end of Boost's pipe closes with it.
  [[noreturn]] void run_body() {
    unsigned last = 2;
    for (const auto& [ours, wanted] : descriptors_) last = std::max(last, unsigned(wanted));
    ::syscall(SYS_close_range, last + 1, ~0u, 0);
    ::_exit((*body_)());
  }

  static void reset_signals() {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGCHLD, SIGHUP})
      ::signal(number, SIG_DFL);
  }

  /// In two rounds: a number wanted by one may still be the source of another.
  bool place_descriptors() {
    constexpr int out_of_the_way = 128;
    for (size_t i = 0; i < descriptors_.size(); ++i)
      moved_[i] = ::fcntl(descriptors_[i].first, F_DUPFD_CLOEXEC, out_of_the_way);
    for (size_t i = 0; i < descriptors_.size(); ++i)
      if (moved_[i] < 0 || ::dup2(moved_[i], descriptors_[i].second) < 0) return false;
    return true;
  }

  int space_;
  bool own_group_;
  pid_t parent_;
  const std::function<int()>* body_;
  std::vector<std::pair<int, int>> descriptors_;
  std::vector<int> moved_;
};

/// Keeps the numbers that the child wants from being taken by Boost's own error pipe.
std::vector<Fd> reserve_numbers(const std::vector<std::pair<int, int>>& descriptors) {
  std::vector<Fd> reserved;
  for (const auto& [ours, wanted] : descriptors) {
    if (::fcntl(wanted, F_GETFD) >= 0) continue;
    const Fd null = open_null(O_RDWR);
    reserved.emplace_back(
        check("reserve a descriptor", ::fcntl(null.get(), F_DUPFD_CLOEXEC, wanted)));
  }
  return reserved;
}

bp::environment environment_of(const ChildSpec& spec) {
  bp::environment result = boost::this_process::environment();
  for (const auto& [name, value] : spec.environment) result[name] = value;
  return result;
}

/// The file that a shell in the child's environment would run.
std::string program_of(const ChildSpec& spec, bp::environment& environment) {
  const std::string& word = spec.words.at(0);
  if (word.find('/') != std::string::npos) return word;
  std::vector<boost::filesystem::path> folders;
  for (const std::string& folder : environment["PATH"].to_vector()) folders.emplace_back(folder);
  for (const char* folder : {"/usr/sbin", "/sbin"}) folders.emplace_back(folder);
  const std::string found = bp::search_path(word, folders).string();
  if (found.empty()) throw SystemError("run " + word, ENOENT);
  return found;
}

/// `how` are more of Boost's properties.
template <class... How>
pid_t start(const ChildSpec& spec, const std::vector<std::pair<int, int>>& descriptors,
            const How&... how) {
  bp::environment environment = environment_of(spec);
  const std::string program = program_of(spec, environment);
  const std::vector<std::string> arguments(spec.words.begin() + 1, spec.words.end());
  const std::vector<Fd> reserved = reserve_numbers(descriptors);
  std::error_code failure;
  pid_t forked = -1;
  ExecSetup setup(spec, descriptors);
  bp::child child(
      bp::exe = program, bp::args = arguments, environment,
      bp::start_dir = spec.folder.empty() ? std::string(".") : spec.folder,
      bp::extend::on_exec_setup = [&](auto& executor) { setup(executor); },
      bp::extend::on_error = [&](auto& executor, const std::error_code&) { forked = executor.pid; },
      failure, how...);
  if (failure) {
    if (forked > 0) ::waitpid(forked, nullptr, 0);
    throw SystemError("run " + spec.words[0], failure.value());
  }
  child.detach();
  return child.id();
}

}  // namespace

Launched launch(const ChildSpec& spec) {
  if (spec.words.empty()) throw HostError("cannot run a program without a name");
  std::vector<std::pair<int, int>> descriptors = spec.descriptors;
  Launched result;
  Fd input, output;
  if (!spec.inherit_terminal) {
    Pipe pipe;
    check("make a pipe non-blocking", ::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK));
    input = open_input(spec.input);
    output = std::move(pipe.write);
    result.output = std::move(pipe.read);
    descriptors.insert(descriptors.end(), {{input.get(), 0}, {output.get(), 1}, {output.get(), 2}});
  }
  // A program needs no copy of this process, which costs more than all the rest.
  result.pid =
      spec.body ? start(spec, descriptors) : start(spec, descriptors, bp::posix::use_vfork);
  result.pidfd = open_pidfd(result.pid);
  if (result.pidfd) return result;
  const int error = errno;
  ::kill(result.pid, SIGKILL);
  ::waitpid(result.pid, nullptr, 0);
  throw SystemError("watch " + spec.words[0], error);
}

}  // namespace hopproof::netns
