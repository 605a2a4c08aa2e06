# Scenarios for a POP3 client as tests of ctest, one each (docs/ci.md). Of the package:
#
#   find_package(popquiz REQUIRED COMPONENTS client_tests)    needs none of the libraries that others link
#   popquiz_add_client_tests(
#     NAME <name>              tests are called <name>.<id of the scenario>; their label is <name>
#     [COMMAND <word>...]      starts the client, which fetches all mail and ends; {host} {port} {user} {password}
#                              {out} {ca} are filled in
#     [DRIVER <name>]          or how it is started is known, or described in a file (docs/drivers.md)
#     [ONLY <glob>]            these scenarios
#     [SUITE <dir>]            scenarios of one's own, too
#     [EXPECT <file>]          failures that are known
#     [OPTIONS <word>...])     anything else that `popquiz test client` takes: --delivers, --line-ends, --timeout, ...
#
# A scenario that is skipped is "Skipped" to ctest. Each has a server of its own, so they run in parallel.
include(${CMAKE_CURRENT_LIST_DIR}/popquiz_suite_tests.cmake)

function(popquiz_add_client_tests)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;DRIVER;ONLY;SUITE;EXPECT" "COMMAND;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "popquiz_add_client_tests: unknown: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_NAME OR NOT (arg_COMMAND OR arg_DRIVER))
    message(FATAL_ERROR "popquiz_add_client_tests needs NAME, and COMMAND or DRIVER")
  endif()
  popquiz_suite_tests(popquiz_add_client_tests client)
  if(arg_DRIVER)
    # A file's name has a slash or an end; others are names of drivers.
    if(arg_DRIVER MATCHES "[/.]")
      get_filename_component(arg_DRIVER ${arg_DRIVER} ABSOLUTE)
    endif()
    list(APPEND words --driver ${arg_DRIVER})
  endif()
  set(command "")
  if(arg_COMMAND)
    set(command -- ${arg_COMMAND})
  endif()
  foreach(id IN LISTS ids)
    add_test(NAME ${arg_NAME}.${id} COMMAND ${popquiz_PROGRAM} test client --only ${id} ${words} ${command})
    set_tests_properties(${arg_NAME}.${id} PROPERTIES LABELS ${arg_NAME} SKIP_RETURN_CODE 5 TIMEOUT 400)
  endforeach()
endfunction()
