# The package as others meet it: installed into a scratch folder, the examples of docs/examples/ built and run
# against it. All of popquiz has to be built before.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
set(scratch ${PROJECT_BINARY_DIR}/package)
set(flags ${CMAKE_CXX_FLAGS})
if(POPQUIZ_SANITIZE)
  # Who links an instrumented library links the sanitizer's own code.
  string(APPEND flags " -fsanitize=${POPQUIZ_SANITIZE}")
endif()
add_test(NAME package.installs
  COMMAND ${CMAKE_COMMAND} --install ${PROJECT_BINARY_DIR} --prefix ${scratch}/prefix)
add_test(NAME package.cmake_example
  COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${PROJECT_SOURCE_DIR}/docs/examples/cmake ${scratch}/cmake
    --build-generator ${CMAKE_GENERATOR}
    --build-options -DCMAKE_PREFIX_PATH=${scratch}/prefix -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}
      -DCMAKE_CXX_FLAGS=${flags} -DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}
    --test-command ${CMAKE_CTEST_COMMAND} --output-on-failure --no-tests=error)
foreach(side server client)
  add_test(NAME package.cmake_${side}_example
    COMMAND ${CMAKE_CTEST_COMMAND} --build-and-test ${PROJECT_SOURCE_DIR}/docs/examples/cmake-${side}
      ${scratch}/cmake-${side} --build-generator ${CMAKE_GENERATOR}
      --build-options -DCMAKE_PREFIX_PATH=${scratch}/prefix
      --test-command ${CMAKE_CTEST_COMMAND} --output-on-failure --no-tests=error)
endforeach()
add_test(NAME package.python_example
  COMMAND ${CMAKE_COMMAND} -E env --modify PATH=path_list_prepend:${scratch}/prefix/${CMAKE_INSTALL_BINDIR}
    PYTHONDONTWRITEBYTECODE=1 ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/docs/examples/python/test_with_popquiz.py)
# Libraries with debugging symbols are hundreds of megabytes.
add_test(NAME package.goes_again COMMAND ${CMAKE_COMMAND} -E rm -rf ${scratch})
set_tests_properties(package.installs PROPERTIES FIXTURES_SETUP installed_package)
set_tests_properties(package.goes_again PROPERTIES FIXTURES_CLEANUP installed_package)
set(examples package.cmake_example package.cmake_server_example package.cmake_client_example package.python_example)
set_tests_properties(${examples} PROPERTIES FIXTURES_REQUIRED installed_package)
set_tests_properties(package.installs ${examples} package.goes_again PROPERTIES LABELS package TIMEOUT 300)
