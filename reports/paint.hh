#pragma once

#include "harness/base/sinks.hh"

#include <string>
#include <string_view>

namespace hopproof::reports {

/// How text looks where it goes: with colours or none, and how wide. Meaning never rests on colour
/// alone.
class Paint {
 public:
  explicit Paint(bool colours, int width = 0) : colours_(colours), width_(width) {}
  /// Colours only on a terminal, and not where NO_COLOR is set (https://no-color.org);
  /// CLICOLOR_FORCE turns them on anyway.
  static Paint for_descriptor(int fd);

  /// Columns of the terminal; 0: it is none.
  int width() const { return width_; }

  std::string good(std::string_view text) const { return wrap("32", text); }
  std::string bad(std::string_view text) const { return wrap("1;31", text); }
  std::string changed(std::string_view text) const { return wrap("1;33", text); }
  std::string faint(std::string_view text) const { return wrap("2", text); }
  std::string strong(std::string_view text) const { return wrap("1", text); }

 private:
  std::string wrap(std::string_view code, std::string_view text) const;
  bool colours_;
  int width_ = 0;
};

}  // namespace hopproof::reports
