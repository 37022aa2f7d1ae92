# hopproof_version(OUT): the newest version that CHANGELOG.md has, "0.1.0": the one place where it is written. A tag
# vX.Y.Z has to agree with it (packaging/release.sh checks).
function(hopproof_version OUT)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/CHANGELOG.md)
  file(STRINGS ${CMAKE_CURRENT_SOURCE_DIR}/CHANGELOG.md headings REGEX "^## [0-9]+\\.[0-9]+\\.[0-9]+$")
  list(POP_FRONT headings newest)
  if(NOT newest)
    message(FATAL_ERROR "CHANGELOG.md has no heading such as \"## 0.1.0\"")
  endif()
  string(REPLACE "## " "" newest "${newest}")
  set(${OUT} ${newest} PARENT_SCOPE)
endfunction()
