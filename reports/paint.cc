#include "reports/paint.hh"

#include <cstdlib>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace hopproof::reports {
namespace {

int columns_of(int fd) {
  winsize size{};
  return ::ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

Paint Paint::for_descriptor(int fd) {
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
  };
  const int width = columns_of(fd);
  if (set("NO_COLOR")) return Paint(false, width);
  return Paint(set("CLICOLOR_FORCE") || ::isatty(fd) == 1, width);
}

std::string Paint::wrap(std::string_view code, std::string_view text) const {
  return colours_ ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

}  // namespace hopproof::reports
