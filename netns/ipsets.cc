#include "netns/ipsets.hh"

#include "harness/base/error.hh"
#include "harness/base/text.hh"
#include "netns/child.hh"

#include <cerrno>

#include <fmt/format.h>

namespace hopproof::netns {
namespace {

/// ipset-restore reads words with blanks between them, quoted where they hold some.
std::string restored(const IpsetLine& line) {
  std::string text;
  for (const Token& word : line.words) {
    const bool plain = word.text.find_first_of(" \t\"") == std::string::npos;
    text += (text.empty() ? "" : " ") + (plain ? word.text : "\"" + word.text + "\"");
  }
  return text + "\n";
}

/// "ipset v7.17: Error in line 3: Set cannot be created": the line.
size_t failed_line_of(std::string_view output) {
  constexpr std::string_view mark = "Error in line ";
  const size_t at = output.find(mark);
  if (at == std::string_view::npos) return 0;
  const std::string_view rest = output.substr(at + mark.size());
  return size_t(parse_number(rest.substr(0, rest.find(':')), 1'000'000).value_or(0));
}

}  // namespace

void apply_ipsets(const Namespace& space, const std::vector<IpsetItem>& items) {
  if (items.empty()) return;
  ChildSpec spec;
  spec.words = {"ipset", "restore"};
  spec.space = &space;
  for (const IpsetItem& item : items) spec.input += restored(item.line);
  const Finished finished = run_packaged(spec, "ipset");
  if (finished.status.code == 0) return;
  const std::string why(trimmed(finished.output));
  if (why.find("Kernel support") != std::string::npos ||
      why.find("Cannot open session") != std::string::npos)
    throw MissingCapability("the kernel has no ipset: " + why);
  const size_t line = failed_line_of(why);
  if (line == 0 || line > items.size()) throw HostError("ipset refuses its lines: " + why);
  const IpsetItem& item = items[line - 1];
  throw HostError(fmt::format("cannot apply ipset.{} ({}): {}", item.name, item.text, why));
}

}  // namespace hopproof::netns
