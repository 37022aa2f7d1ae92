#include "harness/base/text.hh"
#include "harness/cli/manual/command_tree.hh"
#include "harness/cli/manual/completions.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

/// Inside of single quotes, and inside of [...] of _arguments.
std::string zsh_quoted(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '\'') {
      out += "'\\''";
      continue;
    }
    if (letter == '[' || letter == ']' || letter == ':' || letter == '\\') out += '\\';
    out += letter;
  }
  return out;
}

std::string function_of(const PlacedCommand& placed) {
  return "_hopproof_" + joined(placed.words, "_");
}

std::string zsh_value(const OptionForm& form) {
  if (form.value == OptionForm::Value::none) return "";
  const std::string action = !form.choices.empty() ? fmt::format("({})", joined(form.choices, " "))
                             : form.is_path        ? "_files"
                                                   : " ";
  const std::string name = zsh_quoted(form.choices.empty() ? form.value_name : "value");
  return fmt::format("{}:{}:{}", form.value == OptionForm::Value::optional ? ":" : "", name,
                     action);
}

std::string specs(const CommandOption& option) {
  const OptionForm form = form_of(option);
  if (form.is_argument())
    return fmt::format(" \\\n    '{}{}'", form.repeats ? "*" : "", zsh_value(form));
  std::string text;
  for (const std::string& flag : form.flags) {
    const bool is_long = flag.starts_with("--");
    const char* joint = form.value == OptionForm::Value::none       ? ""
                        : form.value == OptionForm::Value::optional ? "=-"
                        : is_long                                   ? "="
                                                                    : "+";
    text +=
        fmt::format(" \\\n    '{}{}[{}]{}'", flag, joint, zsh_quoted(option.help), zsh_value(form));
  }
  return text;
}

/// A function that offers the commands below `path`, and hands over to theirs.
std::string dispatcher(const std::string& function, const std::vector<Subcommand>& below,
                       const std::string& extra) {
  std::string rows, cases;
  for (const Subcommand& command : below) {
    if (command.hidden) continue;
    std::string about = zsh_quoted(command.about);
    rows += fmt::format("    '{}:{}'\n", command.name, about);
    cases += fmt::format("      {}) {}_{} ;;\n", command.name, function, command.name);
  }
  return fmt::format(R"({}() {{
  local -a commands=(
{}  )
  local context state line
  _arguments -C '--help[what there is]'{} '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
{}      esac
      ;;
  esac
}}

)",
                     function, rows, extra, cases);
}

}  // namespace

std::string zsh_completion(const std::vector<Subcommand>& commands) {
  std::string text =
      "#compdef hopproof\n# zsh completion of hopproof, made by `hopproof completions zsh`\n\n";
  for (const PlacedCommand& placed : placed(commands)) {
    if (!placed.command.subcommands.empty()) {
      text += dispatcher(function_of(placed), placed.command.subcommands, "");
      continue;
    }
    text += function_of(placed) + "() {\n  _arguments -s '--help[what there is]'";
    for (const CommandOption& option : placed.command.options) text += specs(option);
    text += "\n}\n\n";
  }
  return text + dispatcher("_hopproof", commands, " '--version[the version]'") +
         "_hopproof \"$@\"\n";
}

}  // namespace hopproof::cli
