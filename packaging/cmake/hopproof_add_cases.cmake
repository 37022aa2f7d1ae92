# hopproof_add_cases(DIR [DIRECTOR engine|ipvs|both] [LABELS LABEL...] [TIMEOUT SECONDS]): every case file (*.yaml)
# below DIR as a test of this project's ctest, found anew each time ctest runs:
#
#   hopproof.lint.DIRECTOR.ID   the file parses
#   hopproof.DIRECTOR.ID        the case passes; a skip, with its reason, is a skip of ctest
#   hopproof.preflight          this host can build labs; where it cannot, this fails once, with its reason
#   hopproof.machine.start      a virtual machine, for ipvs and both; hopproof.machine.stop ends it after the last case
#
# ID is the path below DIR without .yaml. Folders named must-fail and must-not-parse are left out, as `hopproof run`
# leaves them out. The report of a case is CMAKE_CURRENT_BINARY_DIR/hopproof/DIRECTOR/ID/index.html, and
# `hopproof report hopproof/` makes one of all.
function(hopproof_add_cases DIR)
  cmake_parse_arguments(PARSE_ARGV 1 cases "" "DIRECTOR;TIMEOUT" "LABELS")
  if(cases_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "hopproof_add_cases does not know ${cases_UNPARSED_ARGUMENTS}; it takes DIR, DIRECTOR, LABELS, TIMEOUT")
  endif()
  if(NOT cases_DIRECTOR)
    set(cases_DIRECTOR engine)
  endif()
  if(NOT cases_DIRECTOR MATCHES "^(engine|ipvs|both)$")
    message(FATAL_ERROR "hopproof_add_cases: DIRECTOR is engine, ipvs or both, not ${cases_DIRECTOR}")
  endif()
  if(NOT cases_TIMEOUT)
    set(cases_TIMEOUT 400)
  endif()
  get_filename_component(folder "${DIR}" ABSOLUTE)
  if(NOT IS_DIRECTORY "${folder}")
    message(FATAL_ERROR "hopproof_add_cases: no folder ${folder}")
  endif()
  get_property(number DIRECTORY PROPERTY hopproof_calls)
  if(NOT number)
    set(number 0)
  endif()
  math(EXPR next "${number} + 1")
  set_property(DIRECTORY PROPERTY hopproof_calls ${next})
  set(needs_machine OFF)
  get_property(has_machine DIRECTORY PROPERTY hopproof_has_machine)
  if(NOT cases_DIRECTOR STREQUAL "engine" AND NOT has_machine)
    set(needs_machine ON)
    set_property(DIRECTORY PROPERTY hopproof_has_machine ON)
  endif()
  set(results "${CMAKE_CURRENT_BINARY_DIR}/hopproof")
  set(file "${CMAKE_CURRENT_BINARY_DIR}/hopproof_cases.${number}.ctest.cmake")
  configure_file("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/hopproof_cases.ctest.cmake.in" "${file}" @ONLY)
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${file}")
endfunction()
