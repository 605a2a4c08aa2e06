// RFC 5802 s6: -PLUS, and what happens to clients that were told there is none.
#include "parties.hpp"

namespace popquiz::sasl {
namespace {

using binding = std::optional<sansio::channel_binding>;

struct bound_case {
  const char* name;
  binding client;
  binding server;
  bool lets_in;
};

TEST(sasl_binding, both_sides_must_be_bound_to_the_same_connection) {
  const sansio::channel_binding exporter{"tls-exporter", std::string("\0\xFF"
                                                                     "b",
                                                                     3)};
  const sansio::channel_binding unique{"tls-unique", std::string("\0\xFF"
                                                                 "b",
                                                                 3)};
  const bound_case cases[] = {
      {"tls-exporter", exporter, exporter, true},
      {"tls-unique", unique, unique, true},
      {"another connection", exporter, {{"tls-exporter", "other"}}, false},
      {"the beginning of it", exporter, {{"tls-exporter", std::string("\0", 1)}}, false},
      {"the same octets of another type", exporter, unique, false},
      {"the other way round", unique, exporter, false},
      {"a type the server does not have", {{"tls-server-end-point", "x"}}, exporter, false},
  };
  for (const std::string_view name : {"SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"}) {
    for (const bound_case& each : cases) {
      SCOPED_TRACE(std::string(name) + ": " + each.name);
      const auto server = server_of(name, "mrose", "x", each.server);
      EXPECT_EQ(talk(*client_of(name, "mrose", "x", each.client), *server), each.lets_in);
      EXPECT_EQ(server->identity(), each.lets_in ? "mrose" : "");
    }
  }
}

TEST(sasl_binding, without_one_or_with_nothing_in_it_there_is_no_plus) {
  for (const binding& each :
       {binding(), binding({"tls-exporter", ""}), binding({"", "x"}), binding({"a,b", "x"})}) {
    EXPECT_EQ(server_of("SCRAM-SHA-256-PLUS", "mrose", "x", each), nullptr);
    std::string why;
    EXPECT_EQ(make_client("SCRAM-SHA-256-PLUS", {"mrose", {}, "x", {}}, {net::hmac, each, "h", 1}, why),
              nullptr);
    EXPECT_FALSE(why.empty());
  }
  EXPECT_EQ(server_of("SCRAM-SHA-1-PLUS", "mrose", "x", {{"tls-server-end-point", "x"}}), nullptr);
}

TEST(sasl_binding, a_client_says_what_it_can) {
  const auto first_of = [](std::string_view mechanism, const binding& bound) {
    const auto said = client_of(mechanism, "mrose", "x", bound)->step(std::nullopt).octets.value_or("");
    return said.substr(0, said.find(",r="));
  };
  EXPECT_EQ(first_of("SCRAM-SHA-1", std::nullopt), "n,,n=mrose");
  EXPECT_EQ(first_of("SCRAM-SHA-1", this_connection), "y,,n=mrose");
  EXPECT_EQ(first_of("SCRAM-SHA-1-PLUS", this_connection), "p=tls-exporter,,n=mrose");
  EXPECT_EQ(first_of("SCRAM-SHA-256-PLUS", {{"tls-unique", "x"}}), "p=tls-unique,,n=mrose");
}

TEST(sasl_binding, a_downgrade_is_noticed_by_a_server_that_could_have_bound) {
  for (const std::string_view name : {"SCRAM-SHA-1", "SCRAM-SHA-256"}) {
    SCOPED_TRACE(name);
    const auto lied_to = client_of(name, "mrose", "x", this_connection);
    EXPECT_FALSE(talk(*lied_to, *server_of(name, "mrose", "x", this_connection)));
    const auto right = client_of(name, "mrose", "x", this_connection);
    EXPECT_TRUE(talk(*right, *server_of(name, "mrose", "x", std::nullopt))) << right->why();
    const auto unable = client_of(name, "mrose", "x", std::nullopt);
    EXPECT_TRUE(talk(*unable, *server_of(name, "mrose", "x", this_connection))) << unable->why();
  }
}

TEST(sasl_binding, who_turns_y_into_n_on_the_way_breaks_the_exchange) {
  const auto client = client_of("SCRAM-SHA-256", "mrose", "x", this_connection);
  const auto server = server_of("SCRAM-SHA-256", "mrose", "x", this_connection);
  std::string first = client->step(std::nullopt).octets.value();
  ASSERT_EQ(first[0], 'y');
  first[0] = 'n';
  const auto challenge = server->step(first);
  ASSERT_EQ(challenge.progress, sasl_progress::more);
  const auto proof = client->step(*challenge.octets);
  ASSERT_EQ(proof.progress, sasl_progress::more);
  EXPECT_EQ(server->step(*proof.octets).progress, sasl_progress::failed);
}

TEST(sasl_binding, a_client_that_does_not_bind_is_no_plus_client) {
  const auto server = server_of("SCRAM-SHA-256-PLUS", "mrose", "x", this_connection);
  EXPECT_EQ(server->step("n,,n=mrose,r=abc").progress, sasl_progress::failed);
}

}  // namespace
}  // namespace popquiz::sasl
