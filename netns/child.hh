#pragma once

#include "harness/base/fd.hh"
#include "netns/namespace.hh"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/types.h>

namespace hopproof::netns {

/// What to start, and where. Not a shell: the first word is looked up in PATH.
struct ChildSpec {
  std::vector<std::string> words;
  /// Instead of a program: what the forked process does, then ends with the returned code. Only
  /// from a process of one thread; `words` name it in messages, and the first is an existing
  /// program.
  std::function<int()> body;
  const Namespace* space = nullptr;  ///< null: the caller's
  std::string folder;                ///< working directory; "": the caller's
  std::vector<std::pair<std::string, std::string>> environment;  ///< added to the caller's
  std::string input;                             ///< given on standard input, then closed
  std::vector<std::pair<int, int>> descriptors;  ///< (ours, its number in the child)
  bool inherit_terminal = false;  ///< standard streams are the caller's (hopproof shell)
};

struct ExitStatus {
  int code = 0;  ///< exit status, or 128 + the signal's number
  bool signalled = false;
};

/// A program in its own process group, which dies with its parent. The destructor ends the group
/// with SIGKILL and reaps it. Standard output and error are collected in one text, of which the
/// head and the tail are kept (1 MiB).
class Child {
 public:
  explicit Child(const ChildSpec& spec);  ///< throws SystemError, "run NAME: No such file"
  Child(Child&&) noexcept;
  Child& operator=(Child&&) noexcept;
  ~Child();

  pid_t pid() const;
  /// Readable when the child has ended.
  const Fd& pidfd() const;
  /// Readable when there is output, or none will come any more.
  const Fd& output_fd() const;
  /// Takes what is there without waiting, a mebibyte at most; false at the end of the output.
  bool read_output();
  std::string output() const;
  /// All bytes that it wrote so far, also those that were not kept.
  size_t output_size() const;
  /// Reaps without waiting; nullopt while it runs.
  std::optional<ExitStatus> poll();
  /// Collects all output and waits for the end.
  ExitStatus wait();
  void signal(int number);
  /// Has the ended child left something behind: a process of its group, or one that may still
  /// write?
  bool has_left_processes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Runs to the end; output of both streams.
struct Finished {
  ExitStatus status;
  std::string output;
};
Finished run(const ChildSpec& spec);
/// The same for a program of a package; MissingCapability, which names that, when it is not there.
Finished run_packaged(const ChildSpec& spec, const std::string& package);

}  // namespace hopproof::netns
