#include "harness/import/sections.hh"

#include "harness/base/text.hh"

#include <optional>

namespace hopproof::imports {
namespace {

constexpr std::string_view file_head = "#hopproof-collect ";
constexpr std::string_view section_head = "#==[ ";
constexpr std::string_view section_end = "#--[ ";

/// What stands between the mark and " ]"; nullopt where the line is none of that kind.
std::optional<std::string_view> marked(std::string_view line, std::string_view mark) {
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  if (!line.starts_with(mark) || !line.ends_with(" ]")) return std::nullopt;
  line.remove_prefix(mark.size());
  line.remove_suffix(2);
  return line;
}

/// "netns NAME: COMMAND", or the command alone.
Section begun(std::string_view head, int line) {
  constexpr std::string_view space = "netns ";
  Section section;
  const size_t colon = head.find(": ");
  if (head.starts_with(space)) {
    section.space = head.substr(space.size(), colon - space.size());
    head = colon == std::string_view::npos ? "" : head.substr(colon + 2);
  }
  section.command = head;
  section.line = line;
  return section;
}

}  // namespace

std::vector<Section> sections_of_collect_file(std::string_view text) {
  std::vector<Section> sections;
  bool begins = false, open = false;
  int number = 0;
  for (const std::string_view line : lines_of(text)) {
    ++number;
    begins = begins || trimmed(line).starts_with(file_head);
    if (!begins) continue;
    if (const auto head = marked(line, section_head)) {
      sections.push_back(begun(*head, number + 1));
      open = true;
    } else if (const auto end = marked(line, section_end); end && open) {
      if (end->starts_with("cut:")) continue;  // the status follows
      sections.back().status = *end;
      open = false;
    } else if (open) {
      sections.back().text.append(line).append("\n");
    }
  }
  return sections;
}

}  // namespace hopproof::imports
