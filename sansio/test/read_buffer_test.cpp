#include <popquiz/sansio/read_buffer.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <string_view>

namespace popquiz::sansio {
namespace {

void append(read_buffer& buffer, std::string_view octets) {
  const auto space = buffer.prepare();
  ASSERT_GE(space.size(), octets.size());
  std::memcpy(space.data(), octets.data(), octets.size());
  buffer.commit(octets.size());
}

TEST(read_buffer, keeps_what_was_not_consumed) {
  read_buffer buffer(16);
  append(buffer, "+OK\r\n+OK");
  buffer.consume(5);
  EXPECT_EQ(buffer.data(), "+OK");
  append(buffer, " more\r\n");
  EXPECT_EQ(buffer.data(), "+OK more\r\n");
}

TEST(read_buffer, is_never_larger_than_its_capacity) {
  read_buffer buffer(8);
  append(buffer, "12345678");
  EXPECT_TRUE(buffer.full());
  EXPECT_TRUE(buffer.prepare().empty());
  buffer.commit(1);
  EXPECT_EQ(buffer.data(), "12345678");
  EXPECT_EQ(buffer.capacity(), 8U);
}

TEST(read_buffer, moves_data_to_make_room_instead_of_starving) {
  read_buffer buffer(8);
  append(buffer, "12345678");
  buffer.consume(7);
  EXPECT_EQ(buffer.prepare().size(), 7U);
  EXPECT_EQ(buffer.data(), "8");
}

TEST(read_buffer, any_sequence_of_pieces_comes_out_as_it_went_in) {
  for (std::size_t capacity = 1; capacity <= 9; ++capacity) {
    for (std::size_t take = 1; take <= capacity; ++take) {
      read_buffer buffer(capacity);
      std::string in;
      std::string out;
      for (int round = 0; round < 200; ++round) {
        const auto space = buffer.prepare();
        for (char& octet : space) {
          octet = static_cast<char>('a' + static_cast<int>(in.size() % 26));
          in.push_back(octet);
        }
        buffer.commit(space.size());
        const std::string_view data = buffer.data().substr(0, take);
        out.append(data);
        buffer.consume(data.size());
      }
      out.append(buffer.data());
      EXPECT_EQ(in, out) << "capacity " << capacity << ", take " << take;
    }
  }
}

TEST(read_buffer, no_token_for_tls_while_octets_wait) {
  read_buffer buffer(16);
  EXPECT_TRUE(buffer.drained().has_value());
  append(buffer, "+OK injected\r\n");
  EXPECT_FALSE(buffer.drained().has_value());
  buffer.consume(14);
  EXPECT_TRUE(buffer.drained().has_value());
}

}  // namespace
}  // namespace popquiz::sansio
