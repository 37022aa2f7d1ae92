#include "harness/probe/greeting.hh"

#include <fmt/format.h>

namespace hopproof::probe {

std::string greeting(std::string_view name, const Endpoint& peer) {
  return fmt::format("I am {}, you are {} port {}", name, peer.address.text(), peer.port);
}

std::string greeted_name(std::string_view answer) {
  constexpr std::string_view opening = "I am ";
  constexpr size_t longest_name = 64;
  for (size_t at = answer.find(opening); at != std::string_view::npos;
       at = answer.find(opening, at + 1)) {
    if (at != 0 && answer[at - 1] != '\n') continue;
    const std::string_view rest = answer.substr(at + opening.size(), longest_name + 1);
    const size_t end = rest.find_first_of(",\n");
    if (end != std::string_view::npos && end > 0 && rest[end] == ',') {
      return std::string(rest.substr(0, end));
    }
  }
  return "";
}

}  // namespace hopproof::probe
