# Guards a program's instruction counts:
#
#   popquiz_add_perf_gate(NAME <name> PROGRAM <target> BASELINE <file>)
#
# is the ctest test perf.<name>, labelled perf: it fails when a pass of the program takes more instructions than the
# baseline allows (bench/gate.py has what the program is asked, and what the file says).
function(popquiz_add_perf_gate)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "NAME;PROGRAM;BASELINE" "")
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_test(NAME perf.${arg_NAME}
    COMMAND ${Python3_EXECUTABLE} -B ${PROJECT_SOURCE_DIR}/bench/gate.py check $<TARGET_FILE:${arg_PROGRAM}> ${arg_BASELINE})
  set_tests_properties(perf.${arg_NAME} PROPERTIES LABELS perf TIMEOUT 600)
endfunction()
