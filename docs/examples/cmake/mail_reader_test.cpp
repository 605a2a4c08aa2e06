#include "mail_reader.hpp"

#include <popquiz/mock_server.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

TEST(mail_reader, takes_a_message) {
  popquiz::mock_server_settings settings;
  settings.messages = {"Subject: hello\r\n\r\n.dot\r\n"};
  popquiz::mock_server server({}, settings);

  mail_reader reader(server.port());
  ASSERT_TRUE(reader.log_in("quiz", "sesame"));
  EXPECT_EQ(reader.take_first(), "Subject: hello\r\n\r\n.dot\r\n");
  EXPECT_EQ(server.deleted(), std::vector<std::size_t>{1});
}

TEST(mail_reader, leaves_a_message_that_was_cut_off_on_the_server) {
  popquiz::mock_server server{R"(title: the connection ends inside a message

on RETR
  S: +OK
  S@ message 1 first 60%
  close
)"};

  mail_reader reader(server.port());
  ASSERT_TRUE(reader.log_in("quiz", "sesame"));
  EXPECT_EQ(reader.take_first(), std::nullopt);
  EXPECT_TRUE(server.deleted().empty());
  EXPECT_EQ(server.commands(), (std::vector<std::string>{"USER quiz", "PASS {secret password}", "RETR 1"}));
  EXPECT_EQ(server.problem(), "");
}
