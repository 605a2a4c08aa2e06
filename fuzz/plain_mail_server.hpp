#pragma once

#include "naive/naive_stuffing.hpp"

#include <popquiz/sansio/next_action.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::fuzz {

/// A message as a server has it that says of it what it likes.
struct told_message {
  std::string unique_id;  ///< what stands in UIDL behind the number, whatever it is
  std::string size;       ///< the same in LIST
  std::string octets;
  bool gone = false;  ///< deleted, and QUIT has been answered
};

/// A server for one session that believes everything: it tells of its messages what they say themselves,
/// sends them as they are and removes what DELE names once QUIT comes.
class plain_mail_server final : public sansio::any_machine {
 public:
  explicit plain_mail_server(std::vector<told_message>& mail) : mail_(mail) {
    for (std::size_t i = 0; i < mail_.size(); ++i) {
      if (!mail_[i].gone) {
        listed_.push_back(i);
      }
    }
    marked_.resize(listed_.size());
    answer_ = "+OK ready\r\n";
  }

  sansio::next_action resume(sansio::io_result last, sansio::time_point /*now*/) noexcept override {
    if (last.status != sansio::io_status::ok) {
      over_ = true;
    } else if (reading_) {
      heard_.append(room_.data(), last.octets);
    }
    reading_ = false;
    if (!over_ || !answer_.empty()) {
      if (answer_.empty()) {
        hear();
      }
      if (!answer_.empty()) {
        said_ = std::exchange(answer_, {});
        piece_ = said_;
        return sansio::write{{&piece_, 1}};
      }
      if (!over_) {
        reading_ = true;
        return sansio::read{room_};
      }
    }
    return std::exchange(closed_, true) ? sansio::next_action{sansio::done{}} : sansio::close{};
  }

 private:
  void hear() {
    for (std::size_t end = heard_.find("\r\n"); end != std::string::npos && !over_;
         end = heard_.find("\r\n")) {
      const std::string line = heard_.substr(0, end);
      heard_.erase(0, end + 2);
      command(line);
    }
  }

  void command(std::string_view line) {
    const std::string_view verb = line.substr(0, 4);
    if (verb == "CAPA") {
      answer_ += "+OK\r\nUSER\r\nUIDL\r\nPIPELINING\r\n.\r\n";
    } else if (verb == "STAT") {
      answer_ += "+OK " + std::to_string(listed_.size()) + " 1\r\n";
    } else if (verb == "LIST" || verb == "UIDL") {
      answer_ += "+OK\r\n";
      for (std::size_t i = 0; i < listed_.size(); ++i) {
        const told_message& each = mail_[listed_[i]];
        answer_ += std::to_string(i + 1) + ' ' + (verb == "LIST" ? each.size : each.unique_id) + "\r\n";
      }
      answer_ += ".\r\n";
    } else if (verb == "RETR" || verb == "DELE") {
      about_a_message(verb, line.substr(std::min<std::size_t>(5, line.size())));
    } else {
      answer_ += "+OK\r\n";
      if (verb == "QUIT") {
        over_ = true;
        for (std::size_t i = 0; i < listed_.size(); ++i) {
          mail_[listed_[i]].gone = marked_[i];
        }
      }
    }
  }

  void about_a_message(std::string_view verb, std::string_view digits) {
    std::size_t number = 0;
    for (const char digit : digits) {
      number = number * 10 + static_cast<std::size_t>(digit - '0');
    }
    if (number == 0 || number > listed_.size()) {
      answer_ += "-ERR\r\n";
    } else if (verb == "DELE") {
      marked_[number - 1] = true;
      answer_ += "+OK\r\n";
    } else {
      answer_ += "+OK\r\n" + naive::naive_stuff(mail_[listed_[number - 1]].octets);
    }
  }

  std::vector<told_message>& mail_;
  std::vector<std::size_t> listed_;  ///< message-number - 1 to index
  std::vector<bool> marked_;
  std::array<char, 512> room_{};
  std::string heard_;
  std::string answer_;
  std::string said_;
  std::string_view piece_;
  bool reading_ = false;
  bool over_ = false;
  bool closed_ = false;
};

}  // namespace popquiz::fuzz
