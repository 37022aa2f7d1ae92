#pragma once

#include "harness/cli/outputs.hh"

#include <string>
#include <vector>

namespace hopproof::cli {

/// The options of `hopproof run`.
struct RunOptions {
  std::vector<std::string> cases;
  std::string director = "engine";
  std::string report = "hopproof-report";  ///< folder for index.html, run.json and the captures
  bool no_report = false;
  Outputs outputs;
  std::string filter;
  std::string shard;    ///< "2/8"; "": all
  std::string balance;  ///< an earlier run, whose times share the cases out; "": their ids do
  int jobs = 0;  ///< 0: as many as the host has room for
  bool keep = false;
  bool hops = false;
  bool in_machine = false;  ///< in a virtual machine, whatever this host can
  std::string kernel;       ///< of that machine; "" is the default
  bool kvm = false;
  bool no_needs = false;
  bool fail_fast = false;
  bool quiet = false;  ///< no progress, and only cases that did not pass
};

}  // namespace hopproof::cli
