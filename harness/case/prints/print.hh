#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hopproof {

/// Where a line of a print stands in the text that was pasted.
struct PrintPlace {
  size_t offset = 0;  ///< bytes from the start of the text
  size_t length = 0;  ///< without the end of the line and blanks around it
  int line = 0;       ///< from 1
};

/// What one line says, in the words of the case language.
struct PrintedItem {
  std::string text;
  PrintPlace place;
  std::optional<uint64_t> packets = {};  ///< of a firewall rule: how many it counted
};

/// What has to be said about a line: why it was not understood, or what was assumed.
struct PrintRemark {
  PrintPlace place;
  std::string message;  ///< one plain sentence, without the line itself
};

/// What a print says. Every line that is neither known decoration (headers, counters) nor in
/// `items` or `implied` is in `unread`.
struct Printed {
  std::vector<PrintedItem> items;
  std::vector<PrintedItem> implied;  ///< what the kernel makes of other items by itself
  std::vector<PrintRemark> unread;
  std::vector<PrintRemark> assumed;
};

/// One line of a print: its text without blanks around it, and its words.
struct PrintLine {
  std::string_view text;
  PrintPlace place;
  bool indented = false;
  std::vector<std::string_view> words;
  std::string_view command = {};  ///< behind the last prompt above; "" where none is

  /// The word at `index`; "" past the end.
  std::string_view word(size_t index) const { return index < words.size() ? words[index] : ""; }
  /// What follows the first word that is `key`; "" when there is none.
  std::string_view after(std::string_view key) const;
  bool has(std::string_view word) const;
};

/// The lines of a text that say something: CR LF, tabs and no-break spaces count as blanks; blank
/// lines, comments (#), fences of Markdown and the prompts of a shell are left out. Views of `text`.
std::vector<PrintLine> print_lines(std::string_view text);

/// What stands behind the prompt of a shell: "[root@lb1 ~]# ipvsadm -Ln", "lb1:~$ ip addr".
struct ShellPrompt {
  std::string_view host;     ///< "" where the prompt names none
  std::string_view command;  ///< without sudo
};
/// nullopt: the line is none. A bare "# words" is one only before the name of a tool that prints.
std::optional<ShellPrompt> read_prompt(std::string_view line);

/// "1234", "12K", "3M": the counters of ipvsadm and iptables; nullopt for anything else.
std::optional<uint64_t> parse_large_number(std::string_view word);

/// A value as one word of a line: in double quotes where a shell would read more into it.
std::string quoted_word(std::string_view value);

}  // namespace hopproof
