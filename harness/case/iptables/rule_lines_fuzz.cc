#include "harness/case/iptables/iptables.hh"
#include "harness/case/ipvsadm/ipvsadm.hh"
#include "harness/case/route/route.hh"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace hopproof;

void expect_place_within(const LineError& error, std::string_view line) {
  if (error.message.empty() || static_cast<size_t>(error.offset) > line.size()) std::abort();
}

/// What is read and written again is read as the same.
void check_ipvsadm(std::string_view line) {
  const auto parsed = parse_ipvsadm(line);
  if (const auto* error = std::get_if<LineError>(&parsed)) return expect_place_within(*error, line);
  const auto& command = std::get<IpvsadmCommand>(parsed);
  const bool written = command.verb == IpvsadmCommand::Verb::add_service ||
                       command.verb == IpvsadmCommand::Verb::add_server;
  if (!written) return;
  const std::string once = to_line(command);
  const auto again = parse_ipvsadm(once);
  const auto* same = std::get_if<IpvsadmCommand>(&again);
  if (same == nullptr || to_line(*same) != once) std::abort();
}

}  // namespace

/// Any line is either read or refused at a place within it; nothing throws.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view line(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 4) {
    case 0:
      check_ipvsadm(line);
      break;
    case 1:
    case 2: {
      const auto parsed = parse_iptables(line, data[0] % 4 == 1 ? Family::v4 : Family::v6);
      if (const auto* error = std::get_if<LineError>(&parsed)) expect_place_within(*error, line);
      break;
    }
    default: {
      const auto parsed = parse_route(line);
      if (const auto* error = std::get_if<LineError>(&parsed)) expect_place_within(*error, line);
      break;
    }
  }
  return 0;
}
