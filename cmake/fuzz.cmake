# hopproof_fuzz(STAGE FOLDER): every X_fuzz.cc of a folder as the libFuzzer program fuzz/X_fuzz, linked
# with that stage. cmake/fuzz.sh starts them all.
add_custom_target(fuzzers)

function(hopproof_fuzz STAGE FOLDER)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${FOLDER}/*_fuzz.cc ${CMAKE_SOURCE_DIR}/${FOLDER}/*/*_fuzz.cc)
  foreach(file IN LISTS files)
    cmake_path(GET file STEM program)
    add_executable(${program} ${file})
    target_link_libraries(${program} PRIVATE hopproof_${STAGE} hopproof_settings)
    target_link_options(${program} PRIVATE -fsanitize=fuzzer)
    add_dependencies(fuzzers ${program})
    set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  endforeach()
endfunction()

hopproof_fuzz(base harness/base)
hopproof_fuzz(case harness/case)
hopproof_fuzz(packets engine/core)
hopproof_fuzz(engine engine/netfilter)
hopproof_fuzz(capture harness/capture)
hopproof_fuzz(trace harness/trace)
hopproof_fuzz(elsewhere harness/elsewhere)
hopproof_fuzz(import harness/import)
