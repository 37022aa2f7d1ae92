# What `cmake --install` puts where: the program, its man pages and completions (made by the program from the tables
# of its own --help), the JSON schemas, the cases as examples, and the CMake package that other projects find.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(HOPPROOF_ZSH_FUNCTIONS ${CMAKE_INSTALL_DATADIR}/zsh/site-functions CACHE STRING
  "where _hopproof is installed; Debian has zsh/vendor-completions for what packages bring")

set(made ${CMAKE_BINARY_DIR}/made)
add_custom_command(OUTPUT ${made}/stamp
  COMMAND ${CMAKE_COMMAND} -DHOPPROOF=$<TARGET_FILE:hopproof> -DFOLDER=${made}
    -DVERSION=${PROJECT_VERSION} "-DMAINTAINER=the maintainers of hopproof <maintainers@hopproof.invalid>" -P ${CMAKE_SOURCE_DIR}/packaging/make_files.cmake
  COMMAND ${CMAKE_COMMAND} -E touch ${made}/stamp
  DEPENDS hopproof ${CMAKE_SOURCE_DIR}/packaging/make_files.cmake
  COMMENT "man pages and completions" VERBATIM)
add_custom_target(made ALL DEPENDS ${made}/stamp)

install(TARGETS hopproof RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
foreach(section 1 5 7)
  install(DIRECTORY ${made}/man${section} DESTINATION ${CMAKE_INSTALL_MANDIR})
endforeach()
install(FILES ${made}/completions/hopproof DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${made}/completions/_hopproof DESTINATION ${HOPPROOF_ZSH_FUNCTIONS})
install(FILES ${made}/completions/hopproof.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(DIRECTORY ${made}/schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/hopproof)
install(FILES ${made}/changelog.gz ${CMAKE_SOURCE_DIR}/packaging/debian/copyright ${CMAKE_SOURCE_DIR}/README.md
  ${CMAKE_SOURCE_DIR}/CHANGELOG.md   DESTINATION ${CMAKE_INSTALL_DOCDIR})
# Cases that must fail are tests of hopproof itself.
install(DIRECTORY ${CMAKE_SOURCE_DIR}/cases DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples
  PATTERN "must-*" EXCLUDE PATTERN "*.err" EXCLUDE)

set(package ${CMAKE_INSTALL_DATADIR}/cmake/hopproof)
configure_package_config_file(${CMAKE_SOURCE_DIR}/packaging/cmake/hopproofConfig.cmake.in
  ${CMAKE_BINARY_DIR}/hopproofConfig.cmake INSTALL_DESTINATION ${package} PATH_VARS CMAKE_INSTALL_BINDIR
  NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/hopproofConfigVersion.cmake COMPATIBILITY SameMajorVersion
  ARCH_INDEPENDENT)
install(FILES ${CMAKE_BINARY_DIR}/hopproofConfig.cmake ${CMAKE_BINARY_DIR}/hopproofConfigVersion.cmake
  ${CMAKE_SOURCE_DIR}/packaging/cmake/hopproof_add_cases.cmake
  ${CMAKE_SOURCE_DIR}/packaging/cmake/hopproof_cases.ctest.cmake.in
  DESTINATION ${package})
