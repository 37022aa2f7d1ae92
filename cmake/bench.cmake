# hopproof_bench(NAME FOLDER): every *_bench.cc of a stage's folder as one Google Benchmark program,
# bench/NAME_bench, linked to the stage hopproof_NAME.
find_package(benchmark REQUIRED)

function(hopproof_bench NAME FOLDER)
  file(GLOB code CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${FOLDER}/*_bench.cc)
  add_executable(${NAME}_bench ${code})
  target_link_libraries(${NAME}_bench PRIVATE hopproof_${NAME} hopproof_settings benchmark::benchmark)
  set_target_properties(${NAME}_bench PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
endfunction()
