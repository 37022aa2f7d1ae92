#include "harness/verdict/diagnosis/uneven.hh"

#include "harness/case/findings/finding_id.hh"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace hopproof::verdict {
namespace {

struct Score {
  int answered = 0, failed = 0;
  std::vector<int> failed_flows;

  bool is_mixed() const { return answered > 0 && failed > 0; }
};

using Scores = std::map<std::string, Score>;  // by server

Scores scores_of(const std::vector<const Connection*>& some, const std::vector<Connection>& all) {
  Scores scores;
  for (const Connection* connection : some) {
    if (!connection->exchange || connection->roles.server.empty()) continue;
    Score& score = scores[connection->roles.server];
    const bool answered = connection->exchange->outcome.kind == Outcome::Kind::answered;
    ++(answered ? score.answered : score.failed);
    if (!answered) score.failed_flows.push_back(static_cast<int>(connection - all.data()));
  }
  return scores;
}

std::string answered_by(std::string_view whom, const Score& score) {
  return fmt::format("{}: {} of {} connections answered", whom, score.answered,
                     score.answered + score.failed);
}

/// Every server of a few; of many those that fail, and the others together.
std::vector<std::string> answers(const Scores& scores) {
  constexpr size_t few = 4;
  std::vector<std::string> lines;
  Score others;
  size_t healthy = 0;
  for (const auto& [server, score] : scores) {
    if (scores.size() <= few || score.failed > 0) {
      lines.push_back(answered_by(server, score));
    } else {
      others.answered += score.answered;
      ++healthy;
    }
  }
  if (healthy > 0)
    lines.push_back(answered_by(fmt::format("the other {} servers", healthy), others));
  return lines;
}

bool ask_the_same(const std::vector<const Connection*>& some) {
  return std::ranges::all_of(some, [&](const Connection* connection) {
    return connection->exchange &&
           connection->exchange->flow.remote == some.front()->exchange->flow.remote &&
           connection->exchange->flow.protocol == some.front()->exchange->flow.protocol;
  });
}

}  // namespace

std::optional<FindingResult> uneven(const std::vector<const Connection*>& some,
                                    const std::vector<Connection>& all) {
  if (some.size() < 2 || !some.front()->exchange || !ask_the_same(some)) return std::nullopt;
  const Scores scores = scores_of(some, all);
  std::vector<std::string> bad;
  FindingResult finding;
  int failed = 0;
  for (const auto& [server, score] : scores) {
    if (score.is_mixed()) return std::nullopt;  // then the server is not what makes the difference
    if (score.failed == 0) continue;
    bad.push_back(server);
    failed += score.failed;
    finding.flows.insert(finding.flows.end(), score.failed_flows.begin(), score.failed_flows.end());
  }
  if (bad.empty() || bad.size() == scores.size()) return std::nullopt;
  finding.id = word(FindingId::uneven);
  finding.evidence = answers(scores);
  finding.at = bad.front();
  finding.text = fmt::format("{} of {} servers fail{} ({}), so {} of {} connections failed",
                             bad.size(), scores.size(), bad.size() == 1 ? "s" : "",
                             fmt::join(bad, ", "), failed, some.size());
  finding.rules_out = {"the client and the VIP: the other connections work"};
  return finding;
}

}  // namespace hopproof::verdict
