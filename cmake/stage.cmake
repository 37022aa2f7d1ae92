# hopproof_stage(NAME FOLDER... LINK LIBS... [TEST_LINK LIBS...]): folders of the data flow, with their rooms, as one
# static library, hopproof_NAME, with every *_test.cc beside the code in one test program, NAME_test, which may link
# more (TEST_LINK): an oracle that the code itself does not need.
if(HOPPROOF_TESTS)
  find_package(GTest REQUIRED)
endif()

# With HOPPROOF_COMPUTES the optimizer is used where programs compute: without it sanitizers, and an emulated processor, make
# it several times slower; in the rest it costs more than it saves.
set(hopproof_computing_stages base model trace verdict reports engine_core engine netns capture differential)

function(hopproof_stage NAME)
  cmake_parse_arguments(PARSE_ARGV 1 STAGE "" "" "LINK;TEST_LINK")
  set(code "")
  set(tests "")
  foreach(folder IN LISTS STAGE_UNPARSED_ARGUMENTS)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cc ${CMAKE_SOURCE_DIR}/${folder}/*/*.cc)
    list(APPEND code ${found})
  endforeach()
  set(tests ${code})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER code EXCLUDE REGEX "_(test|bench|fuzz)\\.cc$")
  if(code)
    add_library(hopproof_${NAME} STATIC ${code})
    target_link_libraries(hopproof_${NAME} PUBLIC ${STAGE_LINK} PRIVATE hopproof_settings)
    hopproof_unity(hopproof_${NAME})
    if(HOPPROOF_COMPUTES AND NAME IN_LIST hopproof_computing_stages)
      target_compile_options(hopproof_${NAME} PRIVATE -O1)
    endif()
    hopproof_precompiled(hopproof_${NAME})
  else()
    add_library(hopproof_${NAME} INTERFACE)
    target_link_libraries(hopproof_${NAME} INTERFACE ${STAGE_LINK})
  endif()
  if(HOPPROOF_TESTS AND tests)
    hopproof_unit_test(${NAME} ${tests} LINK ${STAGE_TEST_LINK})
  endif()
endfunction()

# Tests that read files of the project get its path; the others compile the same wherever it lies.
function(hopproof_source_dir)
  foreach(test IN LISTS ARGN)
    file(STRINGS ${test} mentions REGEX HOPPROOF_SOURCE_DIR LIMIT_COUNT 1)
    if(mentions)
      set_source_files_properties(${test} PROPERTIES
        COMPILE_DEFINITIONS HOPPROOF_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    endif()
  endforeach()
endfunction()

function(hopproof_unit_test NAME)
  cmake_parse_arguments(PARSE_ARGV 1 TEST "" "" "LINK")
  set(tests ${TEST_UNPARSED_ARGUMENTS})
  add_executable(${NAME}_test ${tests})
  target_link_libraries(${NAME}_test PRIVATE hopproof_${NAME} hopproof_settings ${TEST_LINK} GTest::gmock
    GTest::gtest_main)
  hopproof_unity(${NAME}_test)
  hopproof_precompiled(${NAME}_test _test)
  hopproof_source_dir(${tests})
  set_target_properties(${NAME}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  # One test of ctest for all: with the sanitizers a process takes longer to start than most tests take.
  add_test(NAME unit.${NAME} COMMAND ${NAME}_test --gtest_brief=1
    --gtest_output=xml:${CMAKE_BINARY_DIR}/tests/${NAME}.xml)
  set_tests_properties(unit.${NAME} PROPERTIES LABELS unit TIMEOUT 300)
endfunction()
