#include "harness/base/text.hh"
#include "harness/cli/manual/command_tree.hh"
#include "harness/cli/manual/completions.hh"

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

constexpr const char* fish_head =
    R"(# fish completion of hopproof, made by `hopproof completions fish`

# The words of the command so far: "", "run", "vm run".
function __hopproof_command
    set -l command
    for word in (commandline -opc)[2..]
        switch "$command $word"
            case {}
                set -a command $word
        end
    end
    test "$command" = "$argv[1]"
end

complete -c hopproof -n '__hopproof_command ""' -l version -d 'the version'
complete -c hopproof -l help -s h -d 'what there is'
)";

std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char letter : text) {
    if (letter == '\'' || letter == '\\') out += '\\';
    out += letter;
  }
  return out + "'";
}

std::string condition(const std::string& path) {
  return fmt::format("complete -c hopproof -n '__hopproof_command \"{}\"'", path);
}

std::string command_row(const PlacedCommand& placed) {
  std::string above = placed.path();
  above.resize(above.size() - placed.words.back().size());
  if (!above.empty()) above.pop_back();
  return fmt::format("{} -f -a {} -d {}\n", condition(above), placed.words.back(),
                     fish_quoted(placed.command.about));
}

std::string fish_value(const OptionForm& form) {
  if (form.value == OptionForm::Value::none) return "";
  if (!form.choices.empty()) return " -xa " + fish_quoted(joined(form.choices, " "));
  if (!form.is_path) return " -x";
  return form.value == OptionForm::Value::required ? " -rF" : "";
}

std::string option_row(const PlacedCommand& placed, const CommandOption& option) {
  const OptionForm form = form_of(option);
  if (form.is_argument())
    return form.choices.empty() ? ""
                                : fmt::format("{} -fa {}\n", condition(placed.path()),
                                              fish_quoted(joined(form.choices, " ")));
  std::string names;
  for (const std::string& flag : form.flags)
    names += flag.starts_with("--") ? " -l " + flag.substr(2) : " -s " + flag.substr(1);
  return fmt::format("{}{}{} -d {}\n", condition(placed.path()), names, fish_value(form),
                     fish_quoted(option.help));
}

}  // namespace

std::string fish_completion(const std::vector<Subcommand>& commands) {
  std::vector<std::string> paths;
  std::string rows;
  for (const PlacedCommand& placed : placed(commands)) {
    paths.push_back((placed.words.size() == 1 ? "' " : "'") + placed.path() + "'");
    rows += command_row(placed);
    for (const CommandOption& option : placed.command.options) rows += option_row(placed, option);
  }
  return fmt::format(fish_head, joined(paths, " ")) + rows;
}

}  // namespace hopproof::cli
