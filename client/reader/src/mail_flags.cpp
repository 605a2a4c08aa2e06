#include <popquiz/client/mail_flags.hpp>

#include <array>

namespace popquiz::client {
namespace {

struct flag_row {
  mail_flag flag;
  char letter;
  std::string_view name;
};
constexpr std::array<flag_row, 7> rows{{
    {mail_flag::draft, 'D', "draft"},
    {mail_flag::flagged, 'F', "flagged"},
    {mail_flag::fresh, 'N', "new"},
    {mail_flag::passed, 'P', "passed"},
    {mail_flag::replied, 'R', "replied"},
    {mail_flag::seen, 'S', "seen"},
    {mail_flag::trashed, 'T', "trashed"},
}};

}  // namespace

std::string mail_flags::letters() const {
  std::string text;
  for (const flag_row& row : rows) {
    if (has(row.flag)) {
      text += row.letter;
    }
  }
  return text;
}

std::vector<std::string_view> mail_flags::names() const {
  std::vector<std::string_view> all;
  for (const flag_row& row : rows) {
    if (has(row.flag)) {
      all.push_back(row.name);
    }
  }
  return all;
}

mail_flags flags_of_maildir_name(std::string_view name) noexcept {
  mail_flags flags;
  const std::size_t at = name.rfind(":2,");
  if (at == std::string_view::npos) {
    return flags;
  }
  const std::string_view letters = name.substr(at + 3);
  for (const flag_row& row : rows) {
    if (row.flag != mail_flag::fresh && letters.find(row.letter) != std::string_view::npos) {
      flags.add(row.flag);
    }
  }
  return flags;
}

mail_flags flags_of_status(std::string_view status, std::string_view x_status) noexcept {
  struct mark {
    char letter;
    mail_flag flag;
  };
  static constexpr std::array<mark, 4> marks{{{'A', mail_flag::replied},
                                              {'F', mail_flag::flagged},
                                              {'D', mail_flag::trashed},
                                              {'T', mail_flag::draft}}};
  mail_flags flags;
  if (status.find('R') != std::string_view::npos) {
    flags.add(mail_flag::seen);
  } else if (status.find('O') == std::string_view::npos) {
    flags.add(mail_flag::fresh);
  }
  for (const mark& m : marks) {
    if (x_status.find(m.letter) != std::string_view::npos) {
      flags.add(m.flag);
    }
  }
  return flags;
}

}  // namespace popquiz::client
