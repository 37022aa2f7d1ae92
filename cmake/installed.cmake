# Tests of what is installed: into a folder of the build, tried from there by the programs that it is for.
set(installed_test ${CMAKE_SOURCE_DIR}/packaging/installed_test.sh)
set(installed_prefix ${CMAKE_BINARY_DIR}/installed)
add_test(NAME package.install COMMAND ${CMAKE_COMMAND} --install ${CMAKE_BINARY_DIR} --prefix ${installed_prefix})
set_tests_properties(package.install PROPERTIES FIXTURES_SETUP installed TIMEOUT 60)
foreach(name files manual bash zsh fish project)
  add_test(NAME package.${name} COMMAND ${installed_test} ${name} ${installed_prefix} ${CMAKE_BINARY_DIR}/packaging)
  set_tests_properties(package.${name} PROPERTIES FIXTURES_REQUIRED installed SKIP_RETURN_CODE 77 TIMEOUT 120
    LABELS package)
endforeach()
