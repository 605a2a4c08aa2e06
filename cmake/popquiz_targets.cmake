# How a popquiz target is made: one function for a library, one for its tests.
#
#   popquiz_add_library(NAME <name>            the target is popquiz_<name>, its alias popquiz::<name>
#                       FOLDER <dir>           holds include/ and src/
#                       [SOURCES <file>...]    below src/; none makes a header-only library
#                       [LINKS <target>...]    what its public headers need
#                       [PRIVATE_LINKS <target>...])
#   popquiz_add_tests(NAME <name> SOURCES <file>... LINKS <target>...)
#                       a ctest test for each suite of cases, labelled NAME

# Warnings and sanitizers go to our own targets only, never to what links us.
add_library(popquiz_build_options INTERFACE)
target_compile_features(popquiz_build_options INTERFACE cxx_std_20)
target_compile_options(popquiz_build_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Wold-style-cast -Wcast-align -Woverloaded-virtual -Wformat=2
  -Wimplicit-fallthrough -fno-omit-frame-pointer -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # g++ 12 has it too, but when optimising blames our code for what it inlines from Asio.
  target_compile_options(popquiz_build_options INTERFACE -Wnull-dereference)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 sees overlapping copies within std::string that are not there (GCC bug 105651).
  target_compile_options(popquiz_build_options INTERFACE -Wno-restrict)
  if(CMAKE_UNITY_BUILD)
    # A batch is no header: what a source keeps in its anonymous namespace its own types may hold, and
    # another source's names may be like its parameters.
    target_compile_options(popquiz_build_options INTERFACE -Wno-subobject-linkage -Wno-shadow)
  endif()
endif()
if(POPQUIZ_WARNINGS_AS_ERRORS)
  target_compile_options(popquiz_build_options INTERFACE -Werror)
endif()
if(POPQUIZ_SANITIZE)
  target_compile_options(popquiz_build_options INTERFACE
    -fsanitize=${POPQUIZ_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(popquiz_build_options INTERFACE -fsanitize=${POPQUIZ_SANITIZE})
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND POPQUIZ_SANITIZE)
  # g++ 12 reports false maybe-uninitialized values in instrumented code.
  target_compile_options(popquiz_build_options INTERFACE -Wno-maybe-uninitialized)
endif()
if(POPQUIZ_COVERAGE)
  target_compile_options(popquiz_build_options INTERFACE -fprofile-instr-generate -fcoverage-mapping)
  target_link_options(popquiz_build_options INTERFACE -fprofile-instr-generate)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})

set_property(GLOBAL PROPERTY POPQUIZ_LIBRARIES "")

function(popquiz_add_library)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;FOLDER" "SOURCES;LINKS;PRIVATE_LINKS")
  set(target popquiz_${arg_NAME})
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${arg_FOLDER}/include/*.hpp)
  if(arg_SOURCES)
    list(TRANSFORM arg_SOURCES PREPEND ${arg_FOLDER}/src/)
    add_library(${target} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:popquiz_build_options> ${arg_PRIVATE_LINKS})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(popquiz::${arg_NAME} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${arg_NAME} OUTPUT_NAME popquiz_${arg_NAME})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${arg_FOLDER}/include FILES ${headers})
  target_link_libraries(${target} ${scope} ${arg_LINKS})
  set_property(GLOBAL APPEND PROPERTY POPQUIZ_LIBRARIES ${target})
endfunction()

function(popquiz_add_tests)
  if(NOT POPQUIZ_BUILD_TESTS)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME" "SOURCES;LINKS")
  set(target ${arg_NAME}_tests)
  add_executable(${target} ${arg_SOURCES})
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)  # tests name their rows alike
  if(TARGET popquiz_test_headers)
    target_precompile_headers(${target} REUSE_FROM popquiz_test_headers)
  endif()
  target_link_libraries(${target} PRIVATE popquiz_build_options popquiz_testkit ${arg_LINKS} GTest::gmock GTest::gtest_main)
  set(suites ${CMAKE_CURRENT_BINARY_DIR}/${target}.cmake)
  add_custom_command(TARGET ${target} POST_BUILD VERBATIM
    COMMAND ${CMAKE_COMMAND} -D PROGRAM=$<TARGET_FILE:${target}> -D NAME=${arg_NAME} -D FILE=${suites}
      -P ${PROJECT_SOURCE_DIR}/cmake/popquiz_list_suites.cmake)
  # Only when it is built: ci/test builds a part of the programs with the thread sanitizer.
  set(if_built ${CMAKE_CURRENT_BINARY_DIR}/${target}_if_built.cmake)
  file(WRITE ${if_built} "include([=[${suites}]=] OPTIONAL)\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${if_built})
endfunction()
