#include "harness/lint/lint.hh"

#include "harness/case/text/diagnostic.hh"
#include "harness/lint/lint_service.hh"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace hopproof::lint {

std::vector<verdict::WarningResult> lint(const Case& deployment) {
  Warnings warnings;
  for (const model::Service& service : model::configured_services(deployment)) {
    lint_services_alone(deployment, service, warnings);
    lint_addresses(deployment, service, warnings);
    lint_masquerade(deployment, service, warnings);
    lint_return_way(deployment, service, warnings);
  }
  lint_tracking(deployment, warnings);
  lint_networks(deployment, warnings);
  lint_shared_addresses(deployment, warnings);
  lint_forecast(deployment, warnings);
  std::ranges::stable_sort(warnings, {}, [](const verdict::WarningResult& warning) {
    return std::tuple(warning.place.line, warning.place.column);
  });
  return warnings;
}

std::string render(const std::vector<verdict::WarningResult>& warnings, std::string_view file_name,
                   std::string_view source) {
  std::string text;
  for (const verdict::WarningResult& warning : warnings) {
    const std::vector<Diagnostic> one{{warning.place, warning.message, Severity::warning}};
    text += render(one, file_name, source);
    text += fmt::format("  remedy  {}\n  name    {}\n", warning.remedy, warning.id);
  }
  return text;
}

}  // namespace hopproof::lint
