#include "harness/lint/lint_service.hh"
#include "harness/lint/obstacle_text.hh"
#include "harness/model/connection.hh"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include <fmt/format.h>

namespace hopproof::lint {
namespace {

using Kind = model::Obstacle::Kind;

/// Who writes that a request fails knows it.
bool expects_an_answer(const Step& step) {
  return std::ranges::none_of(step.expects, [](const Expect& expect) {
    const bool fails = expect.outcome && expect.outcome->outcome.kind != Outcome::Kind::answered;
    const bool blames = expect.findings && !expect.findings->empty();
    return fails || blames;
  });
}

/// Warnings of other rules that say the same with better words.
bool is_said(const model::Obstacle& obstacle, const Warnings& warnings) {
  const auto said = [&](std::initializer_list<std::string_view> names) {
    return std::ranges::any_of(warnings, [&](const verdict::WarningResult& one) {
      return std::ranges::find(names, std::string_view(one.id)) != names.end();
    });
  };
  switch (obstacle.kind) {
    case Kind::bypass:
    case Kind::taken_elsewhere:
    case Kind::to_itself:
      return said({"client-among-servers", "masquerade-without-conntrack", "notrack-one-way",
                   "masquerade-excludes-client"});
    case Kind::no_route:
      return obstacle.is_reply && said({"masquerade-without-conntrack", "notrack-one-way",
                                        "masquerade-excludes-client"});
    case Kind::unanswered:
    case Kind::no_service:
      return said({"vip-not-on-director", "vip-translated-upstream"});
    case Kind::no_server:
      return said({"service-without-servers"});
    case Kind::nobody_listens:
      return said({"port-zero"});
    default:
      return false;
  }
}

/// What a client and one server make of the deployment.
void warn(const model::AskedConnection& asked, const model::Course& course, Warnings& warnings) {
  const model::Obstacle& obstacle = *course.obstacle;
  if (is_said(obstacle, warnings)) return;
  const std::string name = name_of(obstacle);
  const bool known = std::ranges::any_of(warnings, [&](const verdict::WarningResult& one) {
    return one.id == name && one.place.line == obstacle.place.line &&
           one.place.column == obstacle.place.column;
  });
  if (known) return;
  const std::string with = course.server && course.node
                               ? fmt::format(" when {} serves it", course.node->name)
                               : std::string();
  warnings.push_back({name,
                      fmt::format("{} gets no answer from {}{}: {}", asked.request.client->name,
                                  asked.request.target.text(), with, text_of(obstacle)),
                      remedy_of(obstacle), obstacle.place});
}

/// A server of weight 0 gets nothing while others take it. What has a loopback address for its source
/// fails for that reason, which the address of the next obstacle does not cure.
bool fails(const model::Course& course) {
  return course.end == model::Course::End::fails && !course.obstacle->source.is_loopback() &&
         !(course.server && course.server->options.weight == 0);
}

}  // namespace

void lint_forecast(const Case& deployment, Warnings& warnings) {
  model::NodeModels models;
  for (const model::AskedConnection& asked : model::asked_connections(deployment, models)) {
    if (!expects_an_answer(*asked.step)) continue;
    for (const model::Course& course : asked.connection.courses)
      if (fails(course)) warn(asked, course, warnings);
  }
}

}  // namespace hopproof::lint
