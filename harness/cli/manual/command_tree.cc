#include "harness/cli/manual/command_tree.hh"

#include "harness/base/text.hh"

#include <type_traits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::cli {
namespace {

void place(const Subcommand& command, std::vector<std::string> words,
           std::vector<PlacedCommand>& found) {
  if (command.hidden) return;
  words.push_back(command.name);
  found.push_back({words, command});
  for (const Subcommand& below : command.subcommands) place(below, words, found);
}

template <typename Value>
constexpr bool is_number = std::is_same_v<Value, int> || std::is_same_v<Value, uint32_t> ||
                           std::is_same_v<Value, uint64_t>;

std::string value_name(const CommandOption& option, bool number) {
  if (!option.type_name.empty()) return option.type_name;
  if (!option.one_of.empty()) return fmt::format("{}", fmt::join(option.one_of, "|"));
  return number ? "N" : "TEXT";
}

std::string fallback_of(const CommandOption& option) {
  if (!(option.traits & with_default)) return "";
  return std::visit(
      [](const auto* value) -> std::string {
        using Value = std::remove_cvref_t<decltype(*value)>;
        if constexpr (std::is_same_v<Value, std::vector<std::string>>)
          return fmt::format("{}", fmt::join(*value, " "));
        else
          return fmt::format("{}", *value);
      },
      option.value);
}

}  // namespace

std::string PlacedCommand::path() const { return fmt::format("{}", fmt::join(words, " ")); }

std::vector<PlacedCommand> placed(const std::vector<Subcommand>& commands) {
  std::vector<PlacedCommand> found;
  for (const Subcommand& command : commands) place(command, {}, found);
  return found;
}

OptionForm form_of(const CommandOption& option) {
  OptionForm form;
  const bool number = std::visit(
      [](auto* value) { return is_number<std::remove_cvref_t<decltype(*value)>>; }, option.value);
  form.repeats = std::holds_alternative<std::vector<std::string>*>(option.value);
  form.choices = option.one_of.empty() ? option.suggestions : option.one_of;
  form.is_path = !number && form.choices.empty();
  form.fallback = fallback_of(option);
  if (!option.name.starts_with('-')) {
    form.value = OptionForm::Value::required;
    form.value_name = option.name;
    return form;
  }
  const bool bare = option.name.ends_with('}');
  const std::string names = option.name.substr(0, option.name.find('{'));
  for (const std::string_view flag : split_at(names, ',')) form.flags.emplace_back(flag);
  if (std::holds_alternative<bool*>(option.value)) return form;
  form.value = bare ? OptionForm::Value::optional : OptionForm::Value::required;
  form.value_name = bare ? "FILE" : value_name(option, number);
  return form;
}

}  // namespace hopproof::cli
