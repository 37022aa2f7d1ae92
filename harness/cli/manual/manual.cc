#include "harness/cli/manual/manual.hh"

#include "harness/base/text.hh"
#include "harness/cli/manual/command_tree.hh"
#include "harness/cli/manual/mdoc.hh"
#include "harness/cli/manual/reference_pages.hh"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::cli {
namespace {

std::string page_name(const PlacedCommand& command) {
  return fmt::format("hopproof-{}", fmt::join(command.words, "-"));
}

std::string reference(std::string_view page, int section) {
  return fmt::format(".Xr {} {}", page, section);
}

/// References in the order that mandoc asks for, with commas between.
std::string see_also(const std::vector<std::string>& references) {
  return fmt::format(".Sh SEE ALSO\n{}\n", fmt::join(references, " ,\n"));
}

std::string value_of(const OptionForm& form) {
  switch (form.value) {
    case OptionForm::Value::none:
      return "";
    case OptionForm::Value::required:
      return fmt::format(" Ar {}", mdoc_argument(form.value_name));
    case OptionForm::Value::optional:
      break;
  }
  return fmt::format(" Ns Op = Ns Ar {}", mdoc_argument(form.value_name));
}

std::string item(const OptionForm& form) {
  if (form.is_argument())
    return fmt::format(".It Ar {}{}\n", mdoc_argument(form.value_name), form.repeats ? " ..." : "");
  std::string flags;
  for (const std::string& flag : form.flags)
    flags += fmt::format("{}Fl {}", flags.empty() ? "" : " , ", mdoc_word(flag.substr(1)));
  return fmt::format(".It {}{}\n", flags, value_of(form));
}

std::string described(const CommandOption& option) {
  const OptionForm form = form_of(option);
  std::string text = item(form) + mdoc_text(option.help);
  if (!form.fallback.empty()) text += mdoc_text(fmt::format("(default: {})", form.fallback));
  return text;
}

std::string option_list(const std::vector<CommandOption>& options) {
  std::string text;
  for (const CommandOption& option : options) text += described(option);
  return text.empty() ? "" : ".Bl -tag -width Ds\n" + text + ".El\n";
}

std::string synopsis(const PlacedCommand& placed) {
  std::string text = fmt::format(".Nm hopproof {}\n", placed.path());
  const auto is_flag = [](const CommandOption& option) { return option.name.starts_with('-'); };
  if (std::ranges::any_of(placed.command.options, is_flag)) text += ".Op Ar options\n";
  for (const CommandOption& option : placed.command.options) {
    if (is_flag(option)) continue;
    const OptionForm form = form_of(option);
    text += fmt::format(".{}Ar {}{}\n", option.traits & must_be_given ? "" : "Op ",
                        mdoc_argument(form.value_name), form.repeats ? " ..." : "");
  }
  if (!placed.command.subcommands.empty()) text += ".Ar command\n";
  return text;
}

std::string command_list(const std::vector<PlacedCommand>& commands, const std::string& above) {
  std::string text;
  for (const PlacedCommand& placed : commands) {
    std::string parent = placed.path();
    parent.resize(parent.size() - placed.words.back().size());
    if (parent == above)
      text += fmt::format(".It {}\n{}", reference(page_name(placed), 1),
                          mdoc_text(placed.command.about));
  }
  return text.empty() ? "" : ".Bl -tag -width Ds\n" + text + ".El\n";
}

ManPage command_page(const std::vector<PlacedCommand>& all, const PlacedCommand& placed,
                     const std::string& date) {
  const std::string name = page_name(placed);
  std::string text = mdoc_head(name, 1, date);
  text += fmt::format(".Sh NAME\n.Nm {}\n.Nd {}.Sh SYNOPSIS\n{}", name,
                      mdoc_text(placed.command.about), synopsis(placed));
  const std::string commands = command_list(all, placed.path() + " ");
  const std::string options = option_list(placed.command.options);
  text += ".Sh DESCRIPTION\n";
  if (!placed.command.footer.empty()) text += mdoc_paragraphs(placed.command.footer);
  const char* gap = placed.command.footer.empty() ? "" : ".Pp\n";
  if (!commands.empty()) text += gap + ("The commands are:\n" + commands);
  if (!options.empty()) text += gap + ("The arguments and options are:\n" + options);
  if (placed.command.footer.empty() && commands.empty() && options.empty())
    text += "It has no options.\n";
  text += see_also(
      {reference("hopproof", 1), reference("hopproof-case", 5), reference("hopproof-findings", 7)});
  return {name + ".1", text};
}

ManPage program_page(const std::vector<PlacedCommand>& all, const std::string& date) {
  std::string text = mdoc_head("hopproof", 1, date);
  text +=
      ".Sh NAME\n.Nm hopproof\n.Nd prove what every hop of an LVS\\-NAT deployment does to a packet\n"
      ".Sh SYNOPSIS\n.Nm hopproof\n.Ar command\n.Op Ar options\n.Ar CASE ...\n"
      ".Nm hopproof\n.Fl \\-version\n.Sh DESCRIPTION\n";
  text += mdoc_paragraphs(program_description);
  text += ".Pp\nThe commands are:\n" + command_list(all, "");
  text += ".Sh EXIT STATUS\n" + mdoc_paragraphs(program_footer);
  text += see_also({reference("hopproof-case", 5), reference("hopproof-findings", 7),
                    reference("iptables", 8), reference("ipvsadm", 8), reference("nft", 8)});
  return {"hopproof.1", text};
}

}  // namespace

std::vector<ManPage> man_pages(const std::vector<Subcommand>& commands, const std::string& date) {
  const std::vector<PlacedCommand> all = placed(commands);
  std::vector<ManPage> pages{program_page(all, date)};
  for (const PlacedCommand& one : all) pages.push_back(command_page(all, one, date));
  pages.push_back({"hopproof-case.5", case_language_page(date)});
  pages.push_back({"hopproof-findings.7", findings_page(date)});
  return pages;
}

}  // namespace hopproof::cli
