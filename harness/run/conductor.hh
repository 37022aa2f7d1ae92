#pragma once

#include "harness/base/own_folder.hh"
#include "harness/case/case.hh"
#include "harness/verdict/result.hh"

#include <functional>
#include <string>

namespace hopproof {
class EventLoop;
}
namespace hopproof::netns {
class Lab;
}

namespace hopproof::run {

class RunningCase;

struct ConductOptions {
  std::string director = "engine";
  std::string pcapng;             ///< what the capture is called; "": it is not kept
  bool keep = false;              ///< leave the lab standing after the last step
  std::string until_step{};       ///< go on past steps that fail, until this one is over
  bool answered_is_goal = false;  ///< every probe is to be answered, whatever the case expects
  std::string id{};               ///< what the case is called (run/case_ids.hh)
  OwnFile capture{};              ///< where it goes

  /// Keeps the capture in this file, if it is one.
  void capture_in(OwnFile file) {
    pcapng = file ? file.path() : "";
    capture = std::move(file);
  }
};

/// What happens while the lab still stands and the result is known (--keep, a shell).
using Afterwards =
    std::function<void(const verdict::CaseResult&, netns::Lab&, EventLoop&, RunningCase&)>;

/// Runs one case in a lab of its own and holds it against its expectations. Call it in an isolated
/// process (netns/isolation.hh): it becomes the owner of everything it builds. Throws HostError for
/// a broken host, MissingCapability for what cannot be done here.
verdict::CaseResult conduct(const Case& deployment, const ConductOptions& options,
                            const Afterwards& afterwards = {});

}  // namespace hopproof::run
