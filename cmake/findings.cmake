# hopproof_finding_ids(FILE HEADER): the keys of the catalogue as `enum class FindingId` in a generated header, in the
# order of the file: reply-bypasses-director is FindingId::reply_bypasses_director.
function(hopproof_finding_ids FILE HEADER)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${FILE})
  file(STRINGS ${CMAKE_SOURCE_DIR}/${FILE} words REGEX "^[a-z][a-z0-9-]*:")
  list(TRANSFORM words REPLACE ":.*" "")
  list(TRANSFORM words REPLACE "-" "_" OUTPUT_VARIABLE names)
  list(JOIN names ",\n  " names)
  list(JOIN words "\",\n  \"" words)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${HEADER} @ONLY CONTENT
"#pragma once

#include <string_view>

namespace hopproof {

enum class FindingId {
  @names@,
};

inline constexpr std::string_view finding_words[] = {
  \"@words@\",
};

}  // namespace hopproof
")
endfunction()
