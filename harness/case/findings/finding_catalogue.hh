#pragma once

#include "harness/case/findings/finding_kind.hh"

#include <span>

namespace hopproof {

/// The parts of the catalogue, each in the order in which its causes bite.
std::span<const FindingKind> findings_before_the_director();
std::span<const FindingKind> findings_at_the_director();
std::span<const FindingKind> findings_at_the_server();
std::span<const FindingKind> findings_on_the_way_back();

}  // namespace hopproof
