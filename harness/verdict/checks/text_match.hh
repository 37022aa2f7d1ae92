#pragma once

#include "harness/verdict/names.hh"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hopproof::verdict {

/// The words of a `prints` or `lacks` text, ready to be looked for in lines of output.
class TextPattern {
 public:
  /// Words are parted by blanks. `any` is one word, whatever it is; CIP, VIP, RIP, DIP with or
  /// without a port (a number, a bound word, any) are the addresses that they mean. The other
  /// alternative says which word has no single meaning.
  static std::variant<TextPattern, std::string> make(std::string_view text, const Names& names,
                                                     const Words& words);

  /// True when the words stand side by side in some line. A comma or the like at the end of a
  /// printed word is overlooked.
  bool is_in(std::string_view output) const;

  /// "TCP any ESTABLISHED 10.1.0.9:any 10.1.0.1:80"
  const std::string& text() const { return text_; }

 private:
  struct Word {
    std::string start;      ///< all of it; only its start where `open`
    bool open = false;      ///< any port may follow
    bool anything = false;  ///< the word `any`
    bool is(std::string_view printed) const;
  };

  bool is_in_line(const std::vector<std::string_view>& printed) const;

  std::vector<Word> words_;
  std::string text_;
};

}  // namespace hopproof::verdict
