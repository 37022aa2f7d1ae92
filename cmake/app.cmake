# Tests of what the reports make, by the programs that read it: Node, Chromium, xmllint, prove.
set(app_test ${CMAKE_SOURCE_DIR}/cmake/app_test.sh)
add_test(NAME app.install COMMAND ${app_test} install)
set_tests_properties(app.install PROPERTIES FIXTURES_SETUP app TIMEOUT 180)
foreach(name build dissect schema outputs overview case looks large)
  add_test(NAME app.${name} COMMAND ${app_test} ${name}.test.mjs)
  set_tests_properties(app.${name} PROPERTIES FIXTURES_REQUIRED app TIMEOUT 400
    ENVIRONMENT HOPPROOF=$<TARGET_FILE:hopproof>)
endforeach()
foreach(name junit tap)
  add_test(NAME format.${name} COMMAND ${CMAKE_SOURCE_DIR}/cmake/format_test.sh ${name})
endforeach()

# The last of all: one report of every case that ran.
add_test(NAME report.merged COMMAND ${CMAKE_SOURCE_DIR}/cmake/merged_report.sh $<TARGET_FILE:hopproof>
  ${CMAKE_BINARY_DIR}/results ${CMAKE_BINARY_DIR}/report)
set_tests_properties(report.merged PROPERTIES FIXTURES_CLEANUP "lab;vm")
get_property(tests DIRECTORY PROPERTY TESTS)
foreach(test IN LISTS tests)
  if(test MATCHES "^(app|format|report)\\.")
    set_property(TEST ${test} APPEND PROPERTY LABELS report)
    set_property(TEST ${test} PROPERTY SKIP_RETURN_CODE 77)
  endif()
endforeach()
