// The script library is sans-I/O: none of its headers may bring in Asio or OpenSSL.
#include <popquiz/script/expression.hpp>
#include <popquiz/script/maildrop_facts.hpp>
#include <popquiz/script/matcher.hpp>
#include <popquiz/script/parse.hpp>
#include <popquiz/script/pattern.hpp>
#include <popquiz/script/player.hpp>
#include <popquiz/script/script.hpp>
#include <popquiz/script/transcript.hpp>

#if defined(BOOST_ASIO_VERSION) || defined(BOOST_ASIO_DETAIL_CONFIG_HPP) || defined(OPENSSL_VERSION_NUMBER)
#error "a header of popquiz::script includes Asio or OpenSSL"
#endif

#include <gtest/gtest.h>

// The check above is the test; this one makes it show up in the list.
TEST(script_headers, include_no_io) {
  SUCCEED();
}
