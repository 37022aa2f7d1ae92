#include "harness/run/only.hh"

#include <cstdlib>

#include <fmt/format.h>

namespace hopproof::run {
namespace {

/// The first numbers of a release, comparable: "6.12.3-x" is {6, 12}.
std::pair<int, int> version_of(const std::string& text) {
  char* rest = nullptr;
  const long major = std::strtol(text.c_str(), &rest, 10);
  const long minor = *rest == '.' ? std::strtol(rest + 1, nullptr, 10) : 0;
  return {int(major), int(minor)};
}

bool holds(const std::string& relation, std::pair<int, int> kernel, std::pair<int, int> wanted) {
  if (relation == ">=") return kernel >= wanted;
  if (relation == "<=") return kernel <= wanted;
  if (relation == "<") return kernel < wanted;
  if (relation == ">") return kernel > wanted;
  return relation.empty() || kernel == wanted;
}

}  // namespace

std::optional<std::string> kept_out(const Case& deployment, const std::string& director,
                                    const std::string& kernel) {
  if (deployment.only.empty()) return std::nullopt;
  std::string reasons;
  for (const Only& only : deployment.only) {
    const bool same = only.director == director;
    if (same && holds(only.relation, version_of(kernel), version_of(only.version)))
      return std::nullopt;
    const std::string where =
        only.relation.empty() ? only.director
                              : fmt::format("{} {} {}", only.director, only.relation, only.version);
    reasons += fmt::format("{}only {}: {}", reasons.empty() ? "" : "; ", where, only.reason);
  }
  return reasons;
}

}  // namespace hopproof::run
