#pragma once

#include "harness/trace/trace.hh"

#include <string>

namespace hopproof::verdict {

/// How far over the segment's switch a frame came that was lost; "" where it was not lost, or no
/// port saw it. Null: no frame.
std::string way_over_switch(const trace::Crossing* frame);

}  // namespace hopproof::verdict
