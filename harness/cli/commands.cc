#include "harness/cli/commands.hh"

namespace hopproof::cli {

const char* const program_description =
    R"(hopproof proves what every hop of an LVS-NAT deployment does to a packet.

A case file describes the deployment: networks, nodes, ipvsadm and iptables lines, what is sent and
what is to be seen at each hop. hopproof builds it from network namespaces, captures on every veth and
compares. No root needed where the host allows user namespaces.)";

const char* const program_footer =
    R"(Exit status: 0 passed, 1 an assertion failed, 2 usage, 3 bad case file, 4 the host or the harness
failed or the output cannot be written, 77 everything was skipped (the reasons are printed), 130
interrupted (SIGINT, SIGTERM, SIGHUP), 141 nobody reads the output any more.

Example:
  hopproof run cases/one-arm/4-masquerade.yaml
  hopproof run cases --jobs 2 --report report)";

std::vector<Subcommand> commands() {
  return {run_command(),         why_command(),    fix_command(),        analyze_command(),
          collect_command(),     import_command(), keepalived_command(), report_command(),
          diff_command(),        lint_command(),   plan_command(),       list_command(),
          shell_command(),       keep_command(),   doctor_command(),     explain_command(),
          vm_command(),          differ_command(), faults_command(),     roundtrip_command(),
          completions_command(), manual_command()};
}

}  // namespace hopproof::cli
