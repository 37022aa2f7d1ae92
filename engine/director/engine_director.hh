#pragma once

#include "engine/director/director.hh"

#include <chrono>
#include <memory>
#include <string>

namespace hopproof::director {

/// The bundled engine as director: a process of its own in the node's namespace.
class EngineDirector : public Director {
 public:
  /// Starts it; it attaches meanwhile (see wait_until_ready). `folder` is an existing scratch
  /// folder, in which it makes a folder of commands; `program` the executable to run as "engine"
  /// and under the names of the commands (see run_shim), by default this one. Throws HostError with
  /// what the engine said.
  EngineDirector(const netns::Namespace& space, const std::string& folder,
                 std::string program = "");
  ~EngineDirector() override;

  std::string_view kind() const override { return "engine"; }
  void wait_until_ready() override;
  void catch_up() override;
  /// Throws MissingCapability for what the engine cannot do and the kernel could.
  CommandResult ipvsadm(std::string_view line) override;
  void set_sysctl(std::string_view name, std::string_view value) override;
  std::optional<std::string> sysctl(std::string_view name) override;
  /// Throws MissingCapability, or HostError for a line that iptables would refuse.
  std::string translate(std::string_view iptables_line, Family family) override;
  std::string command_folder() const override;
  std::vector<std::pair<std::string, std::string>> command_environment() const override;
  /// Its table only: what the kernel tracks does not grow older.
  bool advance(std::chrono::milliseconds time) override;
  void stop() override;

  // For those who play scenarios on it (harness/differential).
  /// Returns when every packet that was queued before has been judged.
  void settle();
  /// As if just started.
  void reset();

 private:
  struct Process;
  struct CommandFolder;
  std::unique_ptr<CommandFolder> commands_;
  std::unique_ptr<Process> process_;
};

}  // namespace hopproof::director
