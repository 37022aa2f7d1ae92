#pragma once

#include "harness/case/findings/finding_id.hh"
#include "harness/fix/change.hh"
#include "harness/lint/lint_service.hh"

#include <string>
#include <vector>

namespace hopproof::fix {

/// A case that fails, and what is known of it.
struct FixScene {
  const Case& whole;
  const verdict::CaseResult& failing;
  std::vector<model::Service> services;  ///< those that a probe asks; all where none is

  FixScene(const Case& whole, const verdict::CaseResult& failing);

  bool has_finding(FindingId id) const;
  /// What a rule or another item counted up to the end of the run.
  uint64_t counted(const std::string& path) const;
};

/// What may be changed to make the case work, the likely first: each from what the configuration
/// lacks, from what counted in the failing run, or from its findings. No two of them alike.
Candidates candidates_for(const FixScene& scene);

// Each adds those of its theme.
/// What the findings of the step that broke advise.
void add_advice(const FixScene& scene, Candidates& found);
/// What takes away that at which the model sees a connection end.
void add_repairs(const FixScene& scene, Candidates& found);
void add_ways_to_vip(const FixScene& scene, Candidates& found);
void add_ways_back(const FixScene& scene, Candidates& found);
void add_translations(const FixScene& scene, Candidates& found);
void add_kernel_switches(const FixScene& scene, Candidates& found);
void add_filter_openings(const FixScene& scene, Candidates& found);
void add_service_repairs(const FixScene& scene, Candidates& found);

}  // namespace hopproof::fix
