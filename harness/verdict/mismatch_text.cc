#include "harness/verdict/mismatch_text.hh"

#include "harness/base/sinks.hh"
#include "harness/base/text.hh"
#include "harness/case/text/diagnostic.hh"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::verdict {
namespace {

/// Its lines below one another.
std::string below(std::string_view text) {
  const std::string shown = printable(text);
  return fmt::format("{}", fmt::join(split_at(shown, '\n'), "\n          "));
}

std::string row(std::string_view name, std::string_view text) {
  return text.empty() ? "" : fmt::format("  {:<6}  {}\n", name, below(text));
}

std::string where(const MismatchResult& mismatch) {
  std::string text = mismatch.hop;
  if (!mismatch.interface.empty()) text += ", interface " + mismatch.interface;
  if (mismatch.frame != 0) text += fmt::format(", frame {}", mismatch.frame);
  return text;
}

}  // namespace

std::string render_mismatch(const MismatchResult& mismatch, std::string_view file,
                            std::string_view source) {
  std::string text = fmt::format("{}:{}:{}: failed: {}\n", one_line(file), mismatch.place.line,
                                 mismatch.place.column, below(mismatch.message));
  text += quote(mismatch.place, source);
  text += row("wanted", mismatch.wanted);
  text += row("saw", mismatch.seen);
  text += row("at", where(mismatch));
  text += row("show", mismatch.command);
  return text;
}

}  // namespace hopproof::verdict
