#include "harness/run/kept_lab.hh"

#include "harness/base/error.hh"
#include "harness/base/write_all.hh"

#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace hopproof::run {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(KeptNode, node, fd, folder, path_prefix, environment)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ProcessRecord, pid, start)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(KeptLabRecord, init, lab, id, nodes)

namespace {

using nlohmann::json;

constexpr std::string_view record_prefix = "lab-";

StateFolder record_folder() { return StateFolder("kept"); }

std::string record_name(pid_t init) { return fmt::format("{}{}", record_prefix, init); }

template <typename Value>
std::string dumped(const Value& value) {
  return json(value).dump(-1, ' ', false, json::error_handler_t::replace);
}

/// The lab's own process: the child of the init of its PID namespace.
pid_t child_of(pid_t init) {
  pid_t child = 0;
  std::ifstream(fmt::format("/proc/{0}/task/{0}/children", init)) >> child;
  if (child == 0) throw HostError(fmt::format("cannot find the lab's process below {}", init));
  return child;
}

/// Nothing where the text is not one that a kept lab writes.
std::optional<KeptLabRecord> record_from(const std::string& text) {
  const json read = json::parse(text, nullptr, false);
  try {
    return read.get<KeptLabRecord>();
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

std::string to_text(const KeptNode& node) { return dumped(node); }

KeptNode kept_node_from(const std::string& text) {
  try {
    return json::parse(text).get<KeptNode>();
  } catch (const json::exception&) {
    throw HostError("a kept lab says of a node what is not to be read: " + text);
  }
}

std::vector<KeptLabRecord> find_kept_labs() {
  std::vector<KeptLabRecord> found;
  const StateFolder folder = record_folder();
  for (const std::string& name : folder.names()) {
    if (!name.starts_with(record_prefix)) continue;
    const auto text = folder.read(name);
    auto record = text ? record_from(*text) : std::nullopt;
    if (!record || name != record_name(record->init.pid)) continue;
    if (ProcessRecord::of(record->init.pid).start == record->init.start)
      found.push_back(std::move(*record));
    else
      folder.remove(name);  // of a run that was killed
  }
  return found;
}

KeptLab::KeptLab(const std::string& id, const std::vector<KeptNode>& nodes, pid_t init)
    : record_{ProcessRecord::of(init), child_of(init), id, nodes} {
  for (const KeptNode& node : nodes) {
    std::string command = fmt::format("hopproof shell --kept {} {}", init, node.node);
    if (::geteuid() == 0) {
      name(node);
      command += fmt::format("   # or ip netns exec hopproof-{}-{} COMMAND", init, node.node);
    }
    commands_.push_back(std::move(command));
  }
  const StateFolder folder = record_folder();
  folder.remove(record_name(init));  // of a process that had this number before
  write_all(folder.create(record_name(init)).get(), dumped(record_), "the record of a kept lab");
}

KeptLab::~KeptLab() {
  try {
    record_folder().remove(record_name(record_.init.pid));
  } catch (const HostError&) {  // who lists the labs sees that it has gone
  }
}

void KeptLab::name(const KeptNode& node) {
  const std::string path = fmt::format("/proc/{}/fd/{}", record_.lab, node.fd);
  names_.emplace_back(netns::Namespace::open(path),
                      fmt::format("hopproof-{}-{}", record_.init.pid, node.node));
}

}  // namespace hopproof::run
