#pragma once

#include <CLI/CLI.hpp>

namespace hopproof {

/// Each adds one subcommand; its callback leaves the exit status in `status`.
void add_run_command(CLI::App& app, int& status);
void add_why_command(CLI::App& app, int& status);
void add_fix_command(CLI::App& app, int& status);
void add_lint_command(CLI::App& app, int& status);
void add_plan_command(CLI::App& app, int& status);
void add_list_command(CLI::App& app, int& status);
void add_shell_command(CLI::App& app, int& status);
void add_keep_command(CLI::App& app, int& status);
void add_doctor_command(CLI::App& app, int& status);
void add_explain_command(CLI::App& app, int& status);
void add_report_command(CLI::App& app, int& status);
void add_diff_command(CLI::App& app, int& status);
void add_differ_command(CLI::App& app, int& status);
void add_vm_command(CLI::App& app, int& status);

/// `vm run`: `run`, in a virtual machine in any case.
void add_vm_run_command(CLI::App& vm, int& status);

}  // namespace hopproof
