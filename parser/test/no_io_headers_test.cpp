// The parser knows no sockets: none of its headers brings in Asio or OpenSSL. Compiling is the test.
#include <popquiz/parser/capability.hpp>
#include <popquiz/parser/command_parser.hpp>
#include <popquiz/parser/command_serializer.hpp>
#include <popquiz/parser/command_table.hpp>
#include <popquiz/parser/errc.hpp>
#include <popquiz/parser/line_splitter.hpp>
#include <popquiz/parser/listing.hpp>
#include <popquiz/parser/observation.hpp>
#include <popquiz/parser/reply_parser.hpp>
#include <popquiz/parser/reply_serializer.hpp>
#include <popquiz/parser/reply_shape.hpp>
#include <popquiz/parser/response_code.hpp>
#include <popquiz/parser/serialize_errc.hpp>
#include <popquiz/parser/strictness.hpp>
#include <popquiz/parser/stuffing_encoder.hpp>
#include <popquiz/parser/timestamp.hpp>

#if defined(BOOST_ASIO_VERSION) || defined(BOOST_ASIO_DETAIL_CONFIG_HPP)
#error "a parser header includes Boost.Asio"
#endif
#if defined(OPENSSL_VERSION_NUMBER) || defined(OPENSSL_VERSION_TEXT) || defined(OPENSSL_OPENSSLV_H)
#error "a parser header includes OpenSSL"
#endif
