#pragma once

#include "harness/cli/command.hh"

namespace hopproof {

/// Each adds one subcommand; its callback leaves the exit status in `status`.
void add_run_command(Command& app, int& status);
void add_why_command(Command& app, int& status);
void add_fix_command(Command& app, int& status);
void add_lint_command(Command& app, int& status);
void add_plan_command(Command& app, int& status);
void add_list_command(Command& app, int& status);
void add_shell_command(Command& app, int& status);
void add_keep_command(Command& app, int& status);
void add_doctor_command(Command& app, int& status);
void add_explain_command(Command& app, int& status);
void add_report_command(Command& app, int& status);
void add_diff_command(Command& app, int& status);
void add_differ_command(Command& app, int& status);
void add_vm_command(Command& app, int& status);

/// `vm run`: `run`, in a virtual machine in any case.
void add_vm_run_command(Command& vm, int& status);

}  // namespace hopproof
