#include "harness/trace/frame.hh"

namespace hopproof::trace {

std::string TapInfo::name() const {
  return (switch_side ? "switch:" : "") + node + "." + interface;
}

}  // namespace hopproof::trace
