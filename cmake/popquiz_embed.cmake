# Files as octets in a program. As a module it defines
#
#   popquiz_embed(<target> FUNCTION <namespace::name> FOLDER <dir> GLOBS <glob>...)
#       adds to the target's sources one that is made at build time of the files below <dir>, a folder of the
#       source tree, that match. It defines `std::span<const corpus::embedded_file> namespace::name()`: the
#       files in the order of their paths below <dir>.
#
# Run as a script (cmake -P, with OUTPUT, ROOT, LISTING, NAMESPACE and NAME) it writes that source.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  function(popquiz_embed target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "FUNCTION;FOLDER" "GLOBS")
    string(REGEX MATCH "^(.*)::([a-z_]+)$" _ ${arg_FUNCTION})
    set(namespace ${CMAKE_MATCH_1})
    set(name ${CMAKE_MATCH_2})
    set(root ${PROJECT_SOURCE_DIR}/${arg_FOLDER})
    list(TRANSFORM arg_GLOBS PREPEND ${root}/)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${root} ${arg_GLOBS})
    list(SORT files)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
    set(listing ${CMAKE_CURRENT_BINARY_DIR}/${name}.txt)
    list(JOIN files "\n" lines)
    file(CONFIGURE OUTPUT ${listing} CONTENT "${lines}\n" @ONLY)  # rewritten only when it differs
    list(TRANSFORM files PREPEND ${root}/)
    set(maker ${PROJECT_SOURCE_DIR}/cmake/popquiz_embed.cmake)
    add_custom_command(OUTPUT ${output}
      COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DROOT=${root} -DLISTING=${listing}
              -DNAMESPACE=${namespace} -DNAME=${name} -P ${maker}
      DEPENDS ${files} ${listing} ${maker}
      COMMENT "Embedding ${arg_FOLDER}" VERBATIM)
    target_sources(${target} PRIVATE ${output})
    # A literal is as long as its file.
    set_source_files_properties(${output} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  endfunction()
  return()
endif()

file(STRINGS ${LISTING} files)
set(entries "")
set(count 0)
foreach(file IN LISTS files)
  file(READ ${ROOT}/${file} hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR octets "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" literal "${hex}")
  string(APPEND entries "    corpus::embedded_file{\"${file}\", {\"${literal}\", ${octets}}},\n")
  math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Made by cmake/popquiz_embed.cmake.\n"
  "#include <popquiz/corpus/embedded_file.hpp>\n\n#include <array>\n#include <span>\n\n"
  "namespace ${NAMESPACE} {\n\n"
  "std::span<const corpus::embedded_file> ${NAME}();\n"
  "std::span<const corpus::embedded_file> ${NAME}() {\n"
  "  static constexpr std::array<corpus::embedded_file, ${count}> files{{\n${entries}  }};\n"
  "  return files;\n}\n\n}  // namespace ${NAMESPACE}\n")
