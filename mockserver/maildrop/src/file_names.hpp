#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace popquiz::mockserver {

/// Unique-ids from the names of files (RFC 1939 §7: 1 to 70 octets 0x21 to 0x7E). A name that is one already
/// stays as it is; any other is shortened, cleaned and told apart by a hash of all of it.
class unique_id_maker {
 public:
  /// Never gives the same twice. The same names in the same order give the same.
  [[nodiscard]] std::string make(std::string_view name);

 private:
  std::set<std::string, std::less<>> given_;
};

/// A Maildir file's name without its flags: what stays when a mail reader marks it seen.
[[nodiscard]] std::string_view maildir_base_name(std::string_view name) noexcept;

/// The time of delivery a Maildir file's name begins with; 0 when it does not.
[[nodiscard]] std::uint64_t maildir_time(std::string_view name) noexcept;

}  // namespace popquiz::mockserver
