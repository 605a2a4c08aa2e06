# Installs libraries, headers, the program and the package file for find_package(popquiz).
include(CMakePackageConfigHelpers)
get_property(libraries GLOBAL PROPERTY POPQUIZ_LIBRARIES)
install(TARGETS ${libraries} EXPORT popquiz_targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS popquiz popquiz_bare popquiz_mail RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET popquiz_fuzz)
  install(TARGETS popquiz_fuzz RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS popquiz_coverage ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})  # for targets of `popquiz fuzz --target`
endif()
install(EXPORT popquiz_targets NAMESPACE popquiz:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/popquiz)
configure_package_config_file(cmake/popquizConfig.cmake.in ${PROJECT_BINARY_DIR}/popquizConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/popquiz PATH_VARS CMAKE_INSTALL_BINDIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/popquizConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/popquizConfig.cmake ${PROJECT_BINARY_DIR}/popquizConfigVersion.cmake
  cmake/popquiz_server_tests.cmake cmake/popquiz_client_tests.cmake cmake/popquiz_suite_tests.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/popquiz)
install(PROGRAMS cmake/popquiz_server_fixture DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/popquiz)
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs PATTERN __pycache__ EXCLUDE)
