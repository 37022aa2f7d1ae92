#include "harness/cli/manual/mdoc.hh"

#include "harness/base/text.hh"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace hopproof::cli {
namespace {

bool is_example(std::string_view line) {
  return line.starts_with("  ") || line.starts_with("Example: ") || line == "Example:";
}

/// A block of lines that are shown as they are.
std::string literal(const std::string& lines) {
  return ".Bd -literal -offset indent\n" + lines + ".Ed\n";
}

}  // namespace

std::string mdoc_word(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '\\') {
      out += "\\e";
    } else if (letter == '-') {
      out += "\\-";
    } else if (letter == '~') {
      out += "\\(ti";
    } else if (letter == '^') {
      out += "\\(ha";
    } else if (letter == '`') {
      out += "\\(ga";
    } else {
      out += letter;
    }
  }
  return out;
}

namespace {

/// Each sentence on a line of its own, as mdoc(7) asks: the formatter then knows where one ends.
std::string by_sentence(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool ends = i > 0 && text[i] == ' ' && text[i - 1] == '.' && i + 1 < text.size() &&
                      std::isupper(static_cast<unsigned char>(text[i + 1])) != 0;
    out += ends ? '\n' : text[i];
  }
  return out;
}

}  // namespace

std::string mdoc_text(std::string_view paragraph) {
  const std::string text = by_sentence(paragraph);
  std::string out;
  for (const std::string_view line : split_at(text, '\n')) {
    const std::string safe =
        mdoc_word(line.substr(std::min(line.find_first_not_of(' '), line.size())));
    if (safe.empty()) continue;
    if (safe.front() == '.' || safe.front() == '\'') out += "\\&";
    out += safe + "\n";
  }
  return out;
}

std::string mdoc_argument(std::string_view text) {
  std::string out = "\"";
  // A zero-width character in front: neither a macro's name nor punctuation is alone then.
  if (text.size() <= 3) out += "\\&";
  for (const char letter : mdoc_word(text))
    out += letter == '"' ? std::string("\\(dq") : std::string(1, letter);
  return out + '"';
}

std::string mdoc_paragraphs(std::string_view text) {
  std::string out;
  std::string example;
  const auto end_example = [&] {
    if (!example.empty()) out += literal(example);
    example.clear();
  };
  bool paragraph_ended = false;
  for (std::string_view line : split_at(text, '\n')) {
    if (line.empty()) {
      end_example();
      paragraph_ended = true;
    } else if (is_example(line)) {
      for (const std::string_view word : {"Example:", " ", " "})
        if (line.starts_with(word)) line.remove_prefix(word.size());
      if (!line.empty()) example += mdoc_text(line);
    } else {
      end_example();
      if (paragraph_ended && !out.empty()) out += ".Pp\n";
      paragraph_ended = false;
      out += mdoc_text(line);
    }
  }
  end_example();
  return out;
}

std::string mdoc_head(std::string_view title, int section, std::string_view date) {
  std::string upper(title);
  std::ranges::transform(upper, upper.begin(), [](unsigned char letter) {
    return static_cast<char>(std::toupper(letter));
  });
  return fmt::format(".Dd {}\n.Dt {} {}\n.Os hopproof\n", date, upper, section);
}

}  // namespace hopproof::cli
