// The core is sans-I/O: none of its headers may lead to Asio or OpenSSL.
#include <popquiz/mockserver/maildrop.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>

#if defined(BOOST_ASIO_VERSION) || defined(BOOST_ASIO_DETAIL_CONFIG_HPP) || defined(OPENSSL_VERSION_NUMBER)
#error "a header of mockserver/core includes Asio or OpenSSL"
#endif

#include <gtest/gtest.h>

TEST(no_io_headers, the_core_compiles_without_asio_and_openssl) {
  SUCCEED();
}
