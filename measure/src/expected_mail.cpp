#include "expected_mail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <span>
#include <utility>

namespace popquiz::measure {
namespace {

namespace fs = std::filesystem;
using conformance::delivery_form;

// What a client may put in front of a message that is too large to be held: fields that its driver declares,
// and the From_ line of an mbox.
constexpr std::uint64_t prefix_limit = 4096;

std::string whole(mockserver::message_reader& from) {
  std::string text;
  for (std::string_view piece = from.next(); !piece.empty(); piece = from.next()) {
    text += piece;
  }
  return text;
}

/// Regular files that a mail reader would look at.
std::vector<fs::path> delivered_files(const delivery_form& form, const fs::path& home) {
  const fs::path place = home / form.path;
  std::vector<fs::path> folders{place};
  if (form.kind == delivery_form::place::mbox) {
    return {place};
  }
  if (form.kind == delivery_form::place::maildir) {
    folders = {place / "new", place / "cur"};
  }
  std::vector<fs::path> files;
  std::error_code error;
  for (const fs::path& folder : folders) {
    for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
      if (entry->is_regular_file() && !entry->path().filename().string().starts_with('.')) {
        files.push_back(entry->path());
      }
    }
  }
  return files;
}

/// Hands the message out with the line ends that a client stores.
template <class Take>
bool for_each_piece(mockserver::message_reader& message, bool crlf, Take take) {
  std::string without;
  for (std::string_view piece = message.next(); !piece.empty(); piece = message.next()) {
    if (!crlf) {
      without.assign(piece);
      std::erase(without, '\r');  // generated mail has none but in line ends
      piece = without;
    }
    if (!take(piece)) {
      return false;
    }
  }
  return true;
}

}  // namespace

expected_mail::expected_mail(std::shared_ptr<const mockserver::generated_messages> messages)
    : messages_(std::move(messages)) {
  for (std::uint64_t n = 1; n <= messages_->what().messages; ++n) {
    octets_ += messages_->octets(n);
  }
}

std::string expected_mail::fault_of(const delivery_form& form, const fs::path& home) const {
  if (messages() == 1) {
    const auto files = delivered_files(form, home);
    return files.size() == 1 ? fault_of_one(form, files.front())
                             : fmt::format("{} files where 1 message was expected", files.size());
  }
  std::string why;
  auto delivered = conformance::read_deliveries(form, home, octets_ * 2 + (std::uint64_t{1} << 20U), why);
  if (!why.empty()) {
    return why;
  }
  if (delivered.size() != messages()) {
    return fmt::format("{} of {} messages were delivered", delivered.size(), messages());
  }
  std::vector<std::string> expected;
  expected.reserve(delivered.size());
  for (std::uint64_t n = 1; n <= messages(); ++n) {
    expected.push_back(conformance::delivered_form(form, whole(*messages_->read(n))));
  }
  std::ranges::sort(expected);
  std::ranges::sort(delivered);
  const auto differs = std::ranges::mismatch(expected, delivered);
  return differs.in1 == expected.end()
             ? std::string()
             : fmt::format("a message was altered: {} octets where {} were expected", differs.in2->size(),
                           differs.in1->size());
}

std::string expected_mail::fault_of_one(const delivery_form& form, const fs::path& file) const {
  std::uint64_t octets = 0;
  for_each_piece(*messages_->read(1), form.crlf, [&](std::string_view piece) {
    octets += piece.size();
    return true;
  });
  std::error_code error;
  const std::uint64_t size = fs::file_size(file, error);
  const std::uint64_t behind = form.kind == delivery_form::place::mbox ? 1 : 0;  // the blank line
  if (error || size < octets + behind || size - octets - behind > prefix_limit) {
    return fmt::format("{} octets were delivered where {} were expected", error ? 0 : size, octets);
  }
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(size - octets - behind));
  std::string delivered;
  const bool equal = for_each_piece(*messages_->read(1), form.crlf, [&](std::string_view piece) {
    delivered.resize(piece.size());
    return in.read(delivered.data(), static_cast<std::streamsize>(delivered.size())) && delivered == piece;
  });
  return equal ? std::string() : "the message was altered";
}

}  // namespace popquiz::measure
