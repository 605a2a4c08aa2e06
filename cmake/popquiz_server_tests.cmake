# Checks of a POP3 server as tests of ctest, one each (docs/ci.md). Of the package:
#
#   find_package(popquiz REQUIRED COMPONENTS server_tests)    needs none of the libraries that others link
#   popquiz_add_server_tests(
#     NAME <name>              tests are called <name>.<id of the check>; label and fixture are <name>
#     [COMMAND <word>...]      starts the server and stays; it is started once, and gets SIGTERM behind the last
#                              test. Where it listens is the end of the first line of its standard output that
#                              ends in HOST:PORT, or what it writes into the file $POPQUIZ_ADDRESS_FILE.
#     [ADDRESS <host:port>]    where it listens, for one that does not tell; or that runs already, without COMMAND
#     [USER <name>] [PASSWORD_FILE <file> | PASSWORD_ENV <variable>]
#     [ONLY <glob>]            these checks
#     [SUITE <dir>]            checks of one's own, too
#     [EXPECT <file>]          failures that are known
#     [OPTIONS <word>...])     anything else that `popquiz test server` takes: --tls, --allow-changes, ...
#
# A check that is skipped is "Skipped" to ctest. They run one after the other: they share a maildrop. Which checks
# there are is asked of popquiz when CMake configures, again when popquiz has changed.
include(${CMAKE_CURRENT_LIST_DIR}/popquiz_suite_tests.cmake)

function(popquiz_add_server_tests)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;ADDRESS;USER;PASSWORD_FILE;PASSWORD_ENV;ONLY;SUITE;EXPECT"
    "COMMAND;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "popquiz_add_server_tests: unknown: ${arg_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT arg_NAME OR NOT (arg_COMMAND OR arg_ADDRESS))
    message(FATAL_ERROR "popquiz_add_server_tests needs NAME, and COMMAND or ADDRESS")
  endif()
  popquiz_suite_tests(popquiz_add_server_tests server)
  foreach(option USER PASSWORD_ENV)
    if(arg_${option})
      string(TOLOWER ${option} name)
      string(REPLACE _ - name ${name})
      list(APPEND words --${name} ${arg_${option}})
    endif()
  endforeach()
  if(arg_PASSWORD_FILE)
    get_filename_component(file ${arg_PASSWORD_FILE} ABSOLUTE)
    list(APPEND words --password-file ${file})
  endif()

  set(fixture ${popquiz_FIXTURE_PROGRAM})
  set(state ${CMAKE_CURRENT_BINARY_DIR}/popquiz/${arg_NAME})
  set(address ${arg_ADDRESS})
  if(NOT address)
    set(address -)
  endif()
  if(arg_COMMAND)
    add_test(NAME ${arg_NAME}.starts COMMAND ${fixture} start ${state} ${address} ${arg_COMMAND})
    add_test(NAME ${arg_NAME}.stops COMMAND ${fixture} stop ${state})
    set_tests_properties(${arg_NAME}.starts PROPERTIES FIXTURES_SETUP ${arg_NAME})
    set_tests_properties(${arg_NAME}.stops PROPERTIES FIXTURES_CLEANUP ${arg_NAME})
    set_tests_properties(${arg_NAME}.starts ${arg_NAME}.stops PROPERTIES LABELS ${arg_NAME} TIMEOUT 60)
  endif()
  foreach(id IN LISTS ids)
    add_test(NAME ${arg_NAME}.${id}
      COMMAND ${fixture} test ${state} ${address} ${popquiz_PROGRAM} --only ${id} ${words})
    set_tests_properties(${arg_NAME}.${id} PROPERTIES
      LABELS ${arg_NAME} RESOURCE_LOCK popquiz_${arg_NAME} SKIP_RETURN_CODE 5 TIMEOUT 400)
    if(arg_COMMAND)
      set_tests_properties(${arg_NAME}.${id} PROPERTIES FIXTURES_REQUIRED ${arg_NAME})
    endif()
  endforeach()
endfunction()
