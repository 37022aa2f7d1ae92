#include "harness/verdict/diagnosis/switch_way.hh"

#include <fmt/format.h>

namespace hopproof::verdict {

std::string way_over_switch(const trace::Crossing* frame) {
  if (frame == nullptr || !frame->lost() || frame->ports.empty()) return "";
  const trace::Crossing& lost = *frame;
  const std::string in =
      fmt::format("the switch's port for {}.{} saw it", lost.from, lost.from_interface);
  if (lost.to.empty()) return in;
  return fmt::format("{}, the one for {}.{} {}", in, lost.to, lost.to_interface,
                     lost.ports.size() > 1 ? "did, too" : "did not");
}

}  // namespace hopproof::verdict
