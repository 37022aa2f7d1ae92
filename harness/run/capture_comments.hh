#pragma once

#include "harness/case/case.hh"
#include "harness/trace/frame.hh"
#include "harness/verdict/result.hh"

#include <map>
#include <string>
#include <vector>

namespace hopproof::run {

/// For each tap, what Wireshark is to show beside it: the node's interface, its addresses, its
/// network.
std::vector<std::string> interface_comments(const Case& deployment,
                                            const std::vector<trace::TapInfo>& taps);

/// By frame number: what a failed claim or a finding says of the frame that it points to.
std::map<int, std::string> frame_comments(const verdict::StepResult& step);

}  // namespace hopproof::run
