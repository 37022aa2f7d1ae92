#pragma once

#include "harness/verdict/result.hh"

#include <string>
#include <vector>

namespace hopproof::reports {

/// "1.65.15.141:40001" in its two parts; the port is "" where there is none. Reads [2001:db8::1]:80
/// and addresses alone, too.
struct EndpointParts {
  std::string address, port;
};
EndpointParts endpoint_parts(const std::string& endpoint);

/// "SYN 1.65.15.140:40000 > 1.65.15.143*:80*": an asterisk after each rewritten part, and what an
/// ICMP error quotes.
std::string crossing_label(const verdict::CrossingResult& crossing);

bool is_rewritten(const std::vector<std::string>& fields, std::string_view field);

}  // namespace hopproof::reports
