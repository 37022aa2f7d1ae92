#include "reports/run_schema.hh"

#include "run_schema_json.hh"

namespace hopproof::reports {

const char* run_schema() { return embedded_run_schema; }

}  // namespace hopproof::reports
