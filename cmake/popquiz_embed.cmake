# Files as octets in a program. As a module it defines
#
#   popquiz_embed_conformance(<target>)   adds embedded_files.cpp, made at build time from
#                                         conformance/server/**/*.pop3, corpus/messages/*/* and
#                                         conformance/requirements.tsv, to the target's sources.
#
# Run as a script (cmake -P, with OUTPUT, ROOT and LISTING) it writes that file.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  function(popquiz_embed_conformance target)
    set(root ${PROJECT_SOURCE_DIR})
    file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${root}
      ${root}/conformance/server/*.pop3 ${root}/corpus/messages/*)
    list(APPEND files conformance/requirements.tsv)
    list(SORT files)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_files.cpp)
    set(listing ${CMAKE_CURRENT_BINARY_DIR}/embedded_files.txt)
    list(JOIN files "\n" lines)
    file(CONFIGURE OUTPUT ${listing} CONTENT "${lines}\n" @ONLY)  # rewritten only when it differs
    list(TRANSFORM files PREPEND ${root}/)
    add_custom_command(OUTPUT ${output}
      COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} -DROOT=${root} -DLISTING=${listing}
              -P ${root}/cmake/popquiz_embed.cmake
      DEPENDS ${files} ${listing} ${root}/cmake/popquiz_embed.cmake
      COMMENT "Embedding the conformance suite" VERBATIM)
    target_sources(${target} PRIVATE ${output})
    target_include_directories(${target} PRIVATE ${root}/conformance/src)
    # A literal is as long as its file.
    set_source_files_properties(${output} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  endfunction()
  return()
endif()

set(functions
  "embedded_scripts" "^conformance/server/"
  "embedded_messages" "^corpus/messages/"
  "embedded_requirements" "^conformance/requirements.tsv$")
file(STRINGS ${LISTING} files)
set(code "// Made by cmake/popquiz_embed.cmake.\n#include \"embedded_files.hpp\"\n\n#include <array>\n\n")
string(APPEND code "namespace popquiz::conformance {\n")
while(functions)
  list(POP_FRONT functions name prefix)
  set(entries "")
  set(count 0)
  foreach(file IN LISTS files)
    if(file MATCHES "${prefix}")
      file(READ ${ROOT}/${file} hex HEX)
      string(LENGTH "${hex}" digits)
      math(EXPR octets "${digits} / 2")
      string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" literal "${hex}")
      string(REGEX REPLACE "${prefix}" "" path "${file}")
      string(APPEND entries "    embedded_file{\"${path}\", {\"${literal}\", ${octets}}},\n")
      math(EXPR count "${count} + 1")
    endif()
  endforeach()
  string(APPEND code "\nstd::span<const embedded_file> ${name}() {\n"
    "  static constexpr std::array<embedded_file, ${count}> files{{\n${entries}  }};\n  return files;\n}\n")
endwhile()
string(APPEND code "\n}  // namespace popquiz::conformance\n")
file(WRITE ${OUTPUT} "${code}")
