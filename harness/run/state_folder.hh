#pragma once

#include "harness/base/fd.hh"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <signal.h>
#include <sys/types.h>

namespace hopproof::run {

/// Where the state of the effective user lies: `hopproof` below XDG_RUNTIME_DIR (only where that
/// folder is the effective user's: sudo may hand down a stranger's), /run/user/UID, for root /run;
/// otherwise /tmp/hopproof-UID.
std::string state_root();

/// A folder of the effective user that nobody else may enter: what is found in it is trusted, so
/// owner and mode are looked at through the descriptor before anything is read. Links are never
/// followed. Throws HostError, which says what was found, and touches nothing.
class StateFolder {
 public:
  explicit StateFolder(const std::string& name, const std::string& root = state_root());

  /// A new file, 0600; throws where something of that name is there already.
  Fd create(const std::string& file) const;
  /// A file that several processes share, 0600.
  Fd open_or_create(const std::string& file) const;
  /// A plain file of at most 4 MiB; nothing for links, pipes and what is not the user's.
  std::optional<std::string> read(const std::string& file) const;
  void remove(const std::string& file) const;
  std::vector<std::string> names() const;
  bool has_socket(const std::string& file) const;
  /// The name of a file by the descriptor of the folder: short enough for a socket, and no other
  /// folder can take this one's place.
  std::string path_of(const std::string& file) const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  Fd fd_;
};

/// The process at the other end of a Unix socket, where it is the effective user's (SO_PEERCRED,
/// unix(7)).
std::optional<pid_t> own_peer(const Fd& socket);
inline bool is_own_peer(const Fd& socket) { return own_peer(socket).has_value(); }

/// A process is its number and its start time (/proc/PID/stat, field 22, in clock ticks): numbers
/// are used again.
struct ProcessRecord {
  pid_t pid = 0;
  unsigned long long start = 0;

  /// `start` is 0 where there is no such process.
  static ProcessRecord of(pid_t pid);
};

/// Sends a signal to exactly this process: a descriptor that is readable when it has ended (pidfd).
/// None where it had ended before; throws SystemError where it cannot be found out or signalled.
Fd ask_to_end(const ProcessRecord& process, int signal = SIGTERM);

/// Sends SIGTERM, and waits until it has ended. False where it had ended before; throws HostError
/// where it still runs after `limit`.
bool end_process(const ProcessRecord& process, std::chrono::milliseconds limit);

}  // namespace hopproof::run
