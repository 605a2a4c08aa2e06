// The client's core knows no sockets: none of its headers brings in Asio or OpenSSL. Compiling is the test.
#include <popquiz/client/body_sink.hpp>
#include <popquiz/client/capa_op.hpp>
#include <popquiz/client/client_errc.hpp>
#include <popquiz/client/command_op.hpp>
#include <popquiz/client/greeting_op.hpp>
#include <popquiz/client/listing_op.hpp>
#include <popquiz/client/login_ops.hpp>
#include <popquiz/client/maildrop_ops.hpp>
#include <popquiz/client/message_ops.hpp>
#include <popquiz/client/op_result.hpp>
#include <popquiz/client/session.hpp>
#include <popquiz/client/simple_ops.hpp>
#include <popquiz/client/wire_log.hpp>

#if defined(BOOST_ASIO_VERSION) || defined(BOOST_ASIO_DETAIL_CONFIG_HPP)
#error "a header of the client's core includes Boost.Asio"
#endif
#if defined(OPENSSL_VERSION_NUMBER) || defined(OPENSSL_VERSION_TEXT) || defined(OPENSSL_OPENSSLV_H)
#error "a header of the client's core includes OpenSSL"
#endif
