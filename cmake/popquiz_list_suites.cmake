# Run when a test program has been built (popquiz_add_tests): asks it for its suites, and writes a ctest file that has a
# test for each. One process a suite, not a case: with sanitizers a start takes longer than most cases.
#
#   cmake -D PROGRAM=<file> -D NAME=<prefix and label> -D FILE=<ctest file to write> -P popquiz_list_suites.cmake
execute_process(COMMAND ${PROGRAM} --gtest_list_tests OUTPUT_VARIABLE listed RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "expected ${PROGRAM} to list its tests, it ended with ${status}")
endif()
string(REGEX MATCHALL "(^|\n)[^ \n]+\\." suites "${listed}")
if(NOT suites)
  message(FATAL_ERROR "${PROGRAM} has no tests")
endif()
set(text "")
foreach(suite IN LISTS suites)
  string(STRIP "${suite}" suite)
  string(REGEX REPLACE "\\.$" "" suite "${suite}")
  string(APPEND text
    "add_test([=[${NAME}.${suite}]=] [=[${PROGRAM}]=] [=[--gtest_filter=${suite}.*]=] --gtest_brief=1)\n"
    "set_tests_properties([=[${NAME}.${suite}]=] PROPERTIES TIMEOUT 300 LABELS [=[${NAME}]=])\n")
endforeach()
file(WRITE ${FILE} "${text}")
