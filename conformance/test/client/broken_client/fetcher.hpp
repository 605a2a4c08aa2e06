#pragma once

#include "connection.hpp"
#include "fetched_ids.hpp"
#include "orders.hpp"

#include <popquiz/client/maildrop_survey.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace popquiz::broken_client {

/// Downloads all mail of a maildrop.
class fetcher {
 public:
  explicit fetcher(const orders& given)
      : orders_(&given), on_(given), fetched_(given.mail.parent_path() / "fetched") {}

  /// Whether all went well; what did not is on standard error.
  [[nodiscard]] bool run();

 private:
  struct planned {
    std::uint64_t number = 0;
    std::uint64_t octets = 0;
    std::string unique_id;
  };

  bool list();
  bool list_with_care();
  bool list_without_limit();
  bool skips(const planned& message);
  /// What it is known by when it comes again; empty: it is not.
  [[nodiscard]] std::string id_of(const planned& message) const;
  /// Fetched by an earlier run.
  [[nodiscard]] bool is_fetched(const planned& message) const;
  void note_fetched(const planned& message) const;
  [[nodiscard]] std::string file_name(const planned& message) const;
  /// False: the connection is lost.
  bool fetch(const planned& message);
  bool take(const planned& message);
  bool was_refused(const planned& message, const std::string& text);
  bool was_lost(const planned& message);
  bool remove(std::uint64_t number);
  [[nodiscard]] bool is_to_delete() const noexcept;
  bool finish();
  void complain(const std::string& what);

  const orders* orders_;
  connection on_;
  std::vector<planned> plan_;
  std::set<std::string> seen_;
  fetched_ids fetched_;
  bool has_deleted_ = false;
  bool went_well_ = true;
};

}  // namespace popquiz::broken_client
