# hopproof_embed(FILE VARIABLE HEADER): a text file as a constexpr string in a generated header, so that
# the program is one file.
function(hopproof_embed FILE VARIABLE HEADER)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${FILE})
  file(READ ${CMAKE_SOURCE_DIR}/${FILE} content)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/${HEADER} @ONLY CONTENT
"#pragma once

namespace hopproof {

inline constexpr const char* @VARIABLE@ = R\"embedded(@content@)embedded\";

}  // namespace hopproof
")
endfunction()
