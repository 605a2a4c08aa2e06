#include "suite/needs.hpp"

#include <popquiz/conformance/known_mail.hpp>

#include <gtest/gtest.h>

namespace popquiz::conformance {
namespace {

known_mail mail_of(std::size_t count) {
  return known_mail(std::vector<std::string>(count, "a\r\n"));
}

TEST(needs, only_these_words_are_known) {
  for (const char* const word :
       {"TOP", "UIDL", "APOP", "CAPA", "USER", "known mail", "empty maildrop", "empty message", "1 message",
        "2 messages", "10 messages", "capability SASL PLAIN"}) {
    EXPECT_TRUE(is_known_need(word)) << word;
  }
  for (const char* const word : {"", "top", "messages", "2", "two messages", "-1 messages", "2 mails", "STLS",
                                 "capability", "capability "}) {
    EXPECT_FALSE(is_known_need(word)) << word;
  }
}

TEST(needs, features_are_those_of_the_profile) {
  server_profile p;
  EXPECT_EQ(missing_need("TOP", p, mail_of(0), false), "the server does not offer TOP");
  p.top = true;
  EXPECT_EQ(missing_need("TOP", p, mail_of(0), false), "");
  p.answers_capa = p.uidl = p.apop = p.user = true;
  for (const char* const word : {"UIDL", "APOP", "CAPA", "USER"}) {
    EXPECT_EQ(missing_need(word, p, mail_of(0), false), "") << word;
    EXPECT_NE(missing_need(word, {}, mail_of(0), false), "") << word;
  }
}

TEST(needs, capabilities_are_those_of_either_state_with_their_arguments) {
  server_profile p;
  p.capabilities_before_login = {"STLS", "SASL PLAIN CRAM-MD5"};
  p.capabilities_after_login = {"EXPIRE 7"};
  for (const char* const there : {"capability STLS", "capability stls", "capability SASL PLAIN",
                                  "capability SASL cram-md5", "capability EXPIRE"}) {
    EXPECT_EQ(missing_need(there, p, mail_of(0), false), "") << there;
  }
  p.tls.certificate.emplace().untrusted = "certificate refused: self-signed";
  EXPECT_EQ(missing_need("capability STLS", p, mail_of(0), false),
            "certificate refused: self-signed (--ca-file says whom to trust)");
  EXPECT_EQ(missing_need("capability SASL PLAIN", p, mail_of(0), false), "");
  EXPECT_EQ(missing_need("capability SASL LOGIN", p, mail_of(0), false), "CAPA does not list SASL LOGIN");
  EXPECT_EQ(missing_need("capability LANG", p, mail_of(0), false), "CAPA does not list LANG");
}

TEST(needs, messages_are_counted_in_the_maildrop) {
  EXPECT_EQ(missing_need("2 messages", {}, mail_of(2), false), "");
  EXPECT_EQ(missing_need("2 messages", {}, mail_of(1), false), "needs 2 messages, the maildrop has 1");
  EXPECT_EQ(missing_need("empty maildrop", {}, mail_of(0), false), "");
  EXPECT_NE(missing_need("empty maildrop", {}, mail_of(3), false), "");
}

TEST(needs, an_empty_message_is_one_of_no_octets) {
  EXPECT_EQ(missing_need("empty message", {}, known_mail(std::vector<std::string>{"a\r\n", ""}), false), "");
  EXPECT_NE(missing_need("empty message", {}, mail_of(2), false), "");
}

TEST(needs, known_mail_is_what_was_known_before_it_was_fetched) {
  EXPECT_EQ(missing_need("known mail", {}, mail_of(1), true), "");
  EXPECT_NE(missing_need("known mail", {}, mail_of(1), false), "");
}

}  // namespace
}  // namespace popquiz::conformance
