# What almost every file reads, parsed once: a clean build takes half the time (HOPPROOF_PRECOMPILE, in all presets but
# tidy, which still sees a file that forgets an include: ./dev lint).
#
# hopproof_precompiled(KIND HEADERS ... LINK ...): the headers of every target of a kind, code or test.
function(hopproof_precompiled KIND)
  cmake_parse_arguments(PARSE_ARGV 1 READ "" "" "HEADERS;LINK")
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled_${KIND}.cc CONTENT "// Carries the precompiled header.\n")
  add_library(hopproof_precompiled_${KIND} OBJECT ${CMAKE_BINARY_DIR}/precompiled_${KIND}.cc)
  target_link_libraries(hopproof_precompiled_${KIND} PRIVATE hopproof_settings fmt::fmt ${READ_LINK})
  target_precompile_headers(hopproof_precompiled_${KIND} PRIVATE ${READ_HEADERS})
endfunction()

if(HOPPROOF_PRECOMPILE)
  set(headers <algorithm> <array> <chrono> <filesystem> <fstream> <functional> <map> <memory> <optional> <ranges>
    <set> <sstream> <string> <string_view> <variant> <vector> <fmt/format.h> <fmt/ranges.h>
    ${CMAKE_SOURCE_DIR}/harness/base/error.hh ${CMAKE_SOURCE_DIR}/harness/case/case.hh)
  hopproof_precompiled(code HEADERS ${headers})
  if(HOPPROOF_TESTS)
    find_package(GTest REQUIRED)
    hopproof_precompiled(test HEADERS ${headers} <gmock/gmock.h> <gtest/gtest.h> LINK GTest::gmock GTest::gtest_main)
  endif()
endif()

# hopproof_precompile(TARGET KIND): TARGET reads those of its kind.
function(hopproof_precompile TARGET KIND)
  if(HOPPROOF_PRECOMPILE)
    target_precompile_headers(${TARGET} REUSE_FROM hopproof_precompiled_${KIND})
  endif()
endfunction()
