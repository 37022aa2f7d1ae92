#pragma once

#include <string>
#include <string_view>

namespace hopproof {

/// Colours for a terminal, or none. Meaning never rests on colour alone.
class Paint {
 public:
  explicit Paint(bool colours) : colours_(colours) {}
  /// Colours only on a terminal, and not where NO_COLOR is set (https://no-color.org);
  /// CLICOLOR_FORCE turns them on anyway.
  static Paint for_descriptor(int fd);

  std::string good(std::string_view text) const { return wrap("32", text); }
  std::string bad(std::string_view text) const { return wrap("1;31", text); }
  std::string changed(std::string_view text) const { return wrap("1;33", text); }
  std::string faint(std::string_view text) const { return wrap("2", text); }
  std::string strong(std::string_view text) const { return wrap("1", text); }

 private:
  std::string wrap(std::string_view code, std::string_view text) const;
  bool colours_;
};

/// Control characters of strangers' text as '?', so that no terminal obeys them; newlines stay.
std::string printable(std::string_view text);

}  // namespace hopproof
