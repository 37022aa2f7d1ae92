#include "harness/base/text.hh"
#include "harness/cli/manual/command_tree.hh"
#include "harness/cli/manual/completions.hh"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::cli {
namespace {

/// $command is the path of words so far, $previous the word before the cursor's.
constexpr const char* bash_script =
    R"(# bash completion of hopproof, made by `hopproof completions bash`
_hopproof() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} command="" choices="" i
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command ${{COMP_WORDS[i]}}" in
      {}) command+=" ${{COMP_WORDS[i]}}" ;;
    esac
  done
  COMPREPLY=()
  case "$command $previous" in
{}  esac
  case "$command" in
{}  esac
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
  if [[ ${{#COMPREPLY[@]}} == 0 && $current != -* ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}}
complete -F _hopproof hopproof
)";

std::string alternatives(const std::string& path, const std::vector<std::string>& flags) {
  std::vector<std::string> patterns;
  for (const std::string& flag : flags) patterns.push_back(fmt::format("\" {} {}\"", path, flag));
  return joined(patterns, " | ");
}

/// What stands behind an option that takes a value: its words, nothing for a number, else files.
std::string value_row(const std::string& path, const OptionForm& form) {
  if (form.is_argument() || form.value == OptionForm::Value::none) return "";
  std::string action =
      "mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); compopt -o filenames 2>/dev/null";
  if (!form.choices.empty())
    action = fmt::format("mapfile -t COMPREPLY < <(compgen -W \"{}\" -- \"$current\")",
                         joined(form.choices, " "));
  else if (!form.is_path)
    action = ":";
  return fmt::format("    {})\n      {}\n      return\n      ;;\n", alternatives(path, form.flags),
                     action);
}

std::vector<std::string> words_at(const Subcommand& command) {
  std::vector<std::string> words;
  for (const Subcommand& below : command.subcommands)
    if (!below.hidden) words.push_back(below.name);
  for (const CommandOption& option : command.options) {
    const OptionForm form = form_of(option);
    words.insert(words.end(), form.flags.begin(), form.flags.end());
    if (form.is_argument()) words.insert(words.end(), form.choices.begin(), form.choices.end());
  }
  words.push_back("--help");
  return words;
}

}  // namespace

std::string bash_completion(const std::vector<Subcommand>& commands) {
  std::vector<std::string> paths;
  std::string values;
  std::string choices =
      fmt::format("    \"\") choices=\"{} --version\" ;;\n",
                  joined(words_at({.name = "", .about = "", .subcommands = commands}), " "));
  for (const PlacedCommand& placed : placed(commands)) {
    paths.push_back(fmt::format("\" {}\"", placed.path()));
    for (const CommandOption& option : placed.command.options)
      values += value_row(placed.path(), form_of(option));
    choices += fmt::format("    \" {}\") choices=\"{}\" ;;\n", placed.path(),
                           joined(words_at(placed.command), " "));
  }
  return fmt::format(bash_script, joined(paths, " | "), values, choices);
}

}  // namespace hopproof::cli
