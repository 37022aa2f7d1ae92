# Every case file is a test, found when ctest runs: dropping a file into cases/ is all it takes.
configure_file(${CMAKE_SOURCE_DIR}/cmake/cases.ctest.cmake.in ${CMAKE_BINARY_DIR}/cases.ctest.cmake @ONLY)
set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${CMAKE_BINARY_DIR}/cases.ctest.cmake)

add_test(NAME arch.includes COMMAND ${CMAKE_COMMAND} -P ${CMAKE_SOURCE_DIR}/cmake/check_includes.cmake)
add_test(NAME arch.names COMMAND ${CMAKE_COMMAND} -P ${CMAKE_SOURCE_DIR}/cmake/check_names.cmake)
add_test(NAME arch.documents COMMAND ${CMAKE_COMMAND} -DHOPPROOF=$<TARGET_FILE:hopproof> -P ${CMAKE_SOURCE_DIR}/cmake/check_docs.cmake)
