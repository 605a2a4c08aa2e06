# Tests of the structure itself: which target may link which, and what a core may include.

# The arrows: every popquiz library, and all of ours that it may link.
set(popquiz_arrows
  "sansio ->"
  "parser ->"
  "corpus ->"
  "net -> sansio"
  "sasl -> sansio"
  "script -> parser sansio"
  "client_core -> parser sansio"
  "client_net -> client_core net"
  "client_store -> client_core"
  "client_fetch -> client_core client_store"
  "client_reader ->"
  "client -> client_net client_store client_fetch"
  "mockserver_core -> parser sansio script"
  "mockserver_maildrop -> mockserver_core corpus"
  "mockserver_net -> mockserver_core net sasl"
  "mockserver_profiles -> corpus script"
  "mockserver_embedded -> mockserver_core mockserver_maildrop mockserver_net mockserver_profiles"
  "mockserver -> mockserver_maildrop mockserver_net mockserver_profiles mockserver_embedded"
  "conformance -> client corpus mockserver script parser sansio net sasl"
  "measure -> conformance")

get_property(libraries GLOBAL PROPERTY POPQUIZ_LIBRARIES)
set(found "")
foreach(library IN LISTS libraries)
  string(REPLACE "popquiz_" "" name ${library})
  get_target_property(links ${library} INTERFACE_LINK_LIBRARIES)
  get_target_property(own_links ${library} LINK_LIBRARIES)
  set(line "${name} ->")
  foreach(link IN LISTS links own_links)
    string(APPEND line " ${link}")
  endforeach()
  list(APPEND found "${line}")
endforeach()
list(JOIN found "\n" found_text)
list(JOIN popquiz_arrows "\n" allowed_text)
file(WRITE ${PROJECT_BINARY_DIR}/structure/links.txt "${found_text}\n")
file(WRITE ${PROJECT_BINARY_DIR}/structure/allowed.txt "${allowed_text}\n")

add_test(NAME structure.targets_link_along_the_arrows
  COMMAND ${CMAKE_COMMAND} -D links=${PROJECT_BINARY_DIR}/structure/links.txt
    -D allowed=${PROJECT_BINARY_DIR}/structure/allowed.txt
    -P ${PROJECT_SOURCE_DIR}/cmake/check_link_arrows.cmake)
add_test(NAME structure.cores_include_neither_asio_nor_openssl
  COMMAND ${CMAKE_COMMAND} -D root=${PROJECT_SOURCE_DIR} -P ${PROJECT_SOURCE_DIR}/cmake/check_core_includes.cmake)
set_tests_properties(structure.targets_link_along_the_arrows structure.cores_include_neither_asio_nor_openssl
  PROPERTIES LABELS structure)
