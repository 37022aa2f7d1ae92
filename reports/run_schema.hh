#pragma once

namespace hopproof::reports {

/// The JSON schema (draft-07) of what to_json writes, as `hopproof explain run-schema` prints it.
const char* run_schema();

}  // namespace hopproof::reports
