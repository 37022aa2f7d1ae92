#pragma once

#include "harness/capture/capture.hh"
#include "harness/run/directors.hh"
#include "harness/run/facts/firewalls.hh"
#include "harness/verdict/result.hh"
#include "netns/lab.hh"

namespace hopproof::run {

/// Completes a result when the last step is over: the verdict, the directors' tables, what the
/// engine made of the user's rules, MAC addresses, steps that were not reached. Frames that the
/// capture lost make it an error: what was not seen cannot have passed.
void close_result(verdict::CaseResult& result, netns::Lab& lab, const capture::Capture& capture,
                  Directors& directors, const Firewalls& firewalls);

}  // namespace hopproof::run
