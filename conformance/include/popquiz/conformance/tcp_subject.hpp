#pragma once

#include <popquiz/conformance/subject.hpp>
#include <popquiz/net/connection.hpp>

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace popquiz::conformance {

/// A server behind TCP or implicit TLS. What mail it holds is for the derived classes to know.
class tcp_subject : public subject {
 public:
  [[nodiscard]] sansio::io_result open(std::size_t session, sansio::time_point deadline) override;
  [[nodiscard]] sansio::io_result open_to_look(std::size_t session, const tls_look& how,
                                               sansio::time_point deadline) override;
  [[nodiscard]] sansio::io_result perform(std::size_t session, const sansio::next_action& action) override;
  void drop_all() override;
  [[nodiscard]] sansio::time_point now() const override;
  [[nodiscard]] std::string error_text() const override { return error_text_; }
  [[nodiscard]] std::string name() const override;
  [[nodiscard]] std::string tls() const override { return tls_; }
  [[nodiscard]] std::optional<net::certificate_facts> certificate() const override { return certificate_; }

 protected:
  explicit tcp_subject(net::endpoint where) : where_(std::move(where)) {}
  ~tcp_subject() override = default;

  [[nodiscard]] const net::endpoint& where() const noexcept { return where_; }
  void wait(sansio::duration time);
  /// A connection was given up before the server had ended it: a lock may linger there. Cleared by asking.
  [[nodiscard]] bool left_in_the_middle() noexcept { return std::exchange(left_in_the_middle_, false); }

 private:
  struct channel {
    net::connection connection;
    bool ended = false;  ///< the server has closed it
  };

  [[nodiscard]] sansio::io_result connect(std::size_t session, net::endpoint where,
                                          sansio::time_point deadline);
  void note_tls(const net::connection& of);
  template <class Start>
  [[nodiscard]] sansio::io_result run(net::connection& on, Start start);

  net::endpoint where_;
  boost::asio::io_context io_;
  std::map<std::size_t, channel> channels_;
  std::string error_text_;
  std::string tls_;
  std::optional<net::certificate_facts> certificate_;
  bool left_in_the_middle_ = false;
};

}  // namespace popquiz::conformance
