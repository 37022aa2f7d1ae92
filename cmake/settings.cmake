# What every target of ours is compiled with. Two INTERFACE targets, linked PRIVATE:
# users who add hopproof to their tree never meet our warnings.
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS filesystem)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(mnl REQUIRED IMPORTED_TARGET libmnl)
pkg_check_modules(pcap REQUIRED IMPORTED_TARGET libpcap)
pkg_check_modules(tins REQUIRED IMPORTED_TARGET libtins)
pkg_check_modules(archive REQUIRED IMPORTED_TARGET libarchive)

find_program(CCACHE ccache)
if(CCACHE)
  # Paths below the checkout are hashed as relative ones, and the locale, which is hashed too, is always the
  # same: every checkout of a machine shares the cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env --unset=LC_ALL LANG=C.UTF-8
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(hopproof_warnings INTERFACE)
target_compile_options(hopproof_warnings INTERFACE
  -Wall -Wextra -Wpedantic $<IF:$<BOOL:${HOPPROOF_UNITY}>,-Wshadow=local,-Wshadow> -Wnon-virtual-dtor -Woverloaded-virtual -Wconversion
  -Wno-sign-conversion
  $<$<CONFIG:Debug>:-Wnull-dereference>  # at -O3 GCC 12 sees it in the standard library
  -Wimplicit-fallthrough
  $<$<BOOL:${HOPPROOF_WERROR}>:-Werror>)

add_library(hopproof_sanitize INTERFACE)
if(HOPPROOF_SANITIZE)
  target_compile_options(hopproof_sanitize INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(hopproof_sanitize INTERFACE -fsanitize=address,undefined)
endif()
if(HOPPROOF_FUZZ)
  target_compile_options(hopproof_sanitize INTERFACE -fsanitize=fuzzer-no-link)
endif()

add_library(hopproof_settings INTERFACE)
target_compile_features(hopproof_settings INTERFACE cxx_std_20)
target_include_directories(hopproof_settings INTERFACE ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}/generated)
target_link_libraries(hopproof_settings INTERFACE hopproof_warnings hopproof_sanitize)
