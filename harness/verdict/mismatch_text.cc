#include "harness/verdict/mismatch_text.hh"

#include "harness/case/text/diagnostic.hh"

#include <cctype>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

/// What a packet or a program brought in is shown, not obeyed by the terminal.
std::string printable(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      shown += "\n          ";
    } else {
      shown += byte < 0x20 || byte == 0x7f ? '?' : c;
    }
  }
  return shown;
}

std::string row(std::string_view name, std::string_view text) {
  return text.empty() ? "" : fmt::format("  {:<6}  {}\n", name, printable(text));
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
  std::string text = fmt::format("{}:{}:{}: failed: {}\n", file, mismatch.place.line,
                                 mismatch.place.column, printable(mismatch.message));
  text += quote(mismatch.place, source);
  text += row("wanted", mismatch.wanted);
  text += row("saw", mismatch.seen);
  text += row("at", where(mismatch));
  text += row("show", mismatch.command);
  return text;
}

}  // namespace hopproof::verdict
