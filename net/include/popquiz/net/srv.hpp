#pragma once

#include <boost/asio/ip/address_v4.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::net {

/// RFC 2782. The target has no trailing dot; "." alone says that the service is not offered.
struct srv_record {
  std::string target;
  std::uint16_t port = 0;
  std::uint16_t priority = 0;
  std::uint16_t weight = 0;
};

enum class srv_status : std::uint8_t {
  found,
  none,    ///< the name, or a record of this type, does not exist
  failed,  ///< nobody answered, or the answer makes no sense
};

struct srv_answer {
  srv_status status = srv_status::failed;
  std::vector<srv_record> records;  ///< when found: at least one, in the order of the reply
  std::string why;                  ///< when failed, for a person
};

/// Looks up the SRV records of a name such as "_pop3s._tcp.example". May block.
using srv_lookup = std::function<srv_answer(const std::string& name)>;

/// At most this many records of one answer are read; what comes behind them is dropped.
inline constexpr std::size_t srv_record_limit = 64;

/// Whom system_srv_lookup() asks.
struct dns_settings {
  struct name_server {
    boost::asio::ip::address_v4 address;
    std::uint16_t port = 53;
  };
  std::optional<name_server> server = {};  ///< nothing: those of the system (/etc/resolv.conf)
  std::chrono::seconds timeout{3};         ///< of the first try of a server; whole seconds, 1 to 30
  int tries = 2;                           ///< of each server; 1 to 5
};

/// The resolver of the system: UDP, and TCP when a reply is cut. It blocks its thread, by default for some
/// ten seconds a name server at most, and may be called from any thread: call it from one that runs no
/// executor. DNSSEC is not looked at.
[[nodiscard]] srv_lookup system_srv_lookup(const dns_settings& settings = {});

/// Reads a DNS message that answers a question for the SRV records of `name` (RFC 1035 §4, RFC 2782).
/// Aliases (CNAME) are followed within the message, eight at most; records of other names are not ours
/// and are passed over, and so are those whose target is no host name. Any octets whatever may be given.
[[nodiscard]] srv_answer read_srv_reply(std::string_view reply, std::string_view name);

/// A number from 0 to `limit`, both included, each as likely as any other.
using random_up_to = std::function<std::uint32_t(std::uint32_t limit)>;

/// From std::random_device.
[[nodiscard]] random_up_to system_random();

/// In the order in which they are to be tried: the lower priority first, and within one by the weighted
/// choice of RFC 2782 ("Usage rules").
[[nodiscard]] std::vector<srv_record> in_order_of_choice(std::vector<srv_record> records,
                                                         const random_up_to& random);

}  // namespace popquiz::net
