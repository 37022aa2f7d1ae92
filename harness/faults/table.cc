#include "harness/faults/score.hh"

#include <map>

#include <fmt/format.h>

namespace hopproof::faults {
namespace {

struct Share {
  int yes = 0, of = 0;
  void add(bool is) {
    yes += is ? 1 : 0;
    ++of;
  }
  std::string text() const {
    return of == 0 ? "-" : fmt::format("{:.0f} %", 100.0 * double(yes) / double(of));
  }
};

struct Sums {
  int no_effect = 0;
  Share right, accuses, unexplained, contradicted, warned, cured, fixed;

  void add(const RowScore& one) {
    if (one.no_effect) {
      ++no_effect;
      return;
    }
    right.add(one.right);
    accuses.add(one.accuses);
    unexplained.add(one.unexplained);
    contradicted.add(one.contradicted);
    if (one.is_static) warned.add(one.warned);
    if (one.cured) cured.add(*one.cured);
    if (one.fixed) fixed.add(*one.fixed);
  }

  std::string line(const std::string& name) const {
    return fmt::format("{:<44.44} {:>5} {:>6} {:>6} {:>6} {:>7} {:>6} {:>6} {:>6} {:>7}\n", name,
                       right.of, right.text(), accuses.yes, unexplained.yes, contradicted.yes,
                       warned.text(), cured.text(), fixed.text(), no_effect);
  }
};

std::string head(const std::string& name) {
  return fmt::format("{:<44} {:>5} {:>6} {:>6} {:>6} {:>7} {:>6} {:>6} {:>6} {:>7}\n", name, "rows",
                     "right", "false", "unexpl", "pred !", "lint", "try", "fix", "no eff");
}

}  // namespace

std::string table(const std::vector<RowScore>& scores) {
  std::map<std::string, Sums> by_deployment, by_fault;
  Sums all;
  for (const RowScore& one : scores) {
    by_deployment[one.deployment].add(one);
    by_fault[one.fault].add(one);
    all.add(one);
  }
  std::string text = head("deployment");
  for (const auto& [name, sums] : by_deployment) text += sums.line(name);
  text += "\n" + head("fault");
  for (const auto& [name, sums] : by_fault) text += sums.line(name);
  return text + "\n" + all.line("all");
}

}  // namespace hopproof::faults
