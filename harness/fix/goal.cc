#include "harness/fix/goal.hh"

#include <algorithm>

namespace hopproof::fix {
namespace {

bool claims_failure(const Expect& expect) {
  const bool by_outcome = expect.outcome &&
                          expect.outcome->outcome.kind != Outcome::Kind::answered &&
                          expect.outcome->outcome.kind != Outcome::Kind::any;
  const bool by_exit = expect.exit && *expect.exit != 0;
  return by_outcome || by_exit || (expect.findings && !expect.findings->empty());
}

bool must_be_answered(const Step& step) {
  const auto* probe = std::get_if<Probe>(&step.action);
  return probe != nullptr && !probe->as<SendProbe>();
}

}  // namespace

bool claims_failure(const Case& deployment) {
  return std::ranges::any_of(deployment.steps, [](const Step& step) {
    return std::ranges::any_of(step.expects,
                               [](const Expect& expect) { return claims_failure(expect); });
  });
}

Case to_be_answered(const Case& deployment) {
  Case goal = deployment;
  for (Step& step : goal.steps) {
    Expect end;
    end.place = step.place;
    const auto kind = must_be_answered(step) ? Outcome::Kind::answered : Outcome::Kind::any;
    end.outcome = OutcomeClaim{{kind, 0}, step.place};
    step.expects = {end};
    step.expects_are_a_list = false;
    step.within = {};
    if (std::holds_alternative<Wait>(step.action)) step.expects.clear();
  }
  return goal;
}

}  // namespace hopproof::fix
