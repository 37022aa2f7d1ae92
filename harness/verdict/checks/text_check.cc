#include "harness/verdict/checks/claim_checks.hh"
#include "harness/verdict/checks/text_match.hh"

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

using Connections = std::vector<Connection*>;

/// What the commands or a probe's program printed; for a built-in probe what it was answered.
std::string output_of(const Connection& connection, const Evidence& evidence) {
  const bool is_answer = connection.exchange && evidence.record.output.empty();
  return is_answer ? connection.exchange->answer : evidence.record.output;
}

struct Search {
  bool found = false;
  std::string wanted;
  std::string doubt;
};

/// Looks for the text with the meanings that each of the connections gives it.
Search search(const TextClaim& claim, const Connections& connections, const Evidence& evidence) {
  Search result;
  for (const Connection* connection : connections) {
    const Names names(evidence.deployment, connection->roles);
    const auto made = TextPattern::make(claim.text, names, connection->words);
    if (const auto* doubt = std::get_if<std::string>(&made)) {
      result.doubt = *doubt;
      return result;
    }
    const auto& pattern = std::get<TextPattern>(made);
    if (result.wanted.empty()) result.wanted = pattern.text();
    result.found = result.found || pattern.is_in(output_of(*connection, evidence));
  }
  return result;
}

std::string shown(const Connections& connections, const Evidence& evidence) {
  const std::string output =
      shown_output(connections.empty() ? "" : output_of(*connections.front(), evidence));
  return output.empty() ? "no output" : output;
}

MismatchResult differ(std::string name, const TextClaim& claim, const Search& found,
                      const std::string& verb) {
  if (!found.doubt.empty()) return mismatch(std::move(name), claim.place, found.doubt);
  return mismatch(std::move(name), claim.place,
                  fmt::format("the output {} '{}'", verb, found.wanted));
}

}  // namespace

std::optional<MismatchResult> check_prints(const TextClaim& claim, const Connections& connections,
                                           const Evidence& evidence) {
  const Search found = search(claim, connections, evidence);
  if (found.found && found.doubt.empty()) return std::nullopt;
  MismatchResult result = differ("prints", claim, found, "has no line with");
  result.wanted = found.wanted;
  result.seen = shown(connections, evidence);
  return result;
}

std::optional<MismatchResult> check_lacks(const TextClaim& claim, const Connections& connections,
                                          const Evidence& evidence) {
  const Search found = search(claim, connections, evidence);
  if (!found.found && found.doubt.empty()) return std::nullopt;
  MismatchResult result = differ("lacks", claim, found, "has a line with");
  result.wanted = "no line with " + found.wanted;
  result.seen = shown(connections, evidence);
  return result;
}

}  // namespace hopproof::verdict
