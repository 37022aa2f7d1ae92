# hopproof_precompiled(TARGET [TEST]): with HOPPROOF_PCH the libraries' headers that nearly every file reads are parsed
# once for all targets; for tests GoogleTest's, too. Each file still includes what it uses: the tidy preset compiles
# without this.
set(hopproof_pch_headers
  <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <set> <span> <string>
  <string_view> <variant> <vector> <net/if.h> <netinet/in.h> <fmt/format.h>
  <nlohmann/json.hpp>)

function(hopproof_precompiled_with TARGET FLAGS)
  set(kind "${ARGN}")
  set(from hopproof_pch${kind}${FLAGS})
  if(NOT TARGET ${from})
    file(WRITE ${CMAKE_BINARY_DIR}/generated/${from}.cc "")
    add_library(${from} STATIC ${CMAKE_BINARY_DIR}/generated/${from}.cc)
    target_link_libraries(${from} PRIVATE hopproof_settings fmt::fmt)
    # Without its time ccache knows it again.
    target_compile_options(${from} PRIVATE ${FLAGS} -Xclang -fno-pch-timestamp)
    target_precompile_headers(${from} PRIVATE ${hopproof_pch_headers})
    if(kind)
      target_link_libraries(${from} PRIVATE GTest::gmock)
      target_precompile_headers(${from} PRIVATE <gtest/gtest.h> <gmock/gmock.h>)
    endif()
  endif()
  target_precompile_headers(${TARGET} REUSE_FROM ${from})
endfunction()

function(hopproof_precompiled TARGET)
  if(HOPPROOF_PCH)
    get_target_property(flags ${TARGET} COMPILE_OPTIONS)
    if(NOT flags)
      set(flags "")
    endif()
    hopproof_precompiled_with(${TARGET} "${flags}" ${ARGN})
  endif()
endfunction()
