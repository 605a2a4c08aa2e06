// A fetch into a Maildir, a folder or an mbox on a disk in memory, of messages of which a server says any
// unique-id and any size; the power fails at any call of the disk's or the ledger's, and what was not synced
// is lost or not. What is gone from the server is on the disk, whole, also behind the failure; nothing that
// is not a message is delivered; nothing outside the destination is touched, and what was there before stays
// as it is.
//
// Input: destination, deletion, batch, when the power fails and what it leaves, the cuts (fuzz/pieces.hpp),
// how many messages come later; then for each message its unique-id, LF, what LIST says, LF, its octets, RS.
// Behind a GS in the last: the journal that an earlier run has left.
#include "../client/test/memory_mail.hpp"
#include "choices.hpp"
#include "finding.hpp"
#include "joined_machines.hpp"
#include "memory_disk.hpp"
#include "naive/naive_stuffing.hpp"
#include "plain_mail_server.hpp"

#include <popquiz/client/fetch_op.hpp>
#include <popquiz/client/open_store.hpp>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::fuzz {
namespace {

constexpr char next_message = '\x1e';
constexpr char old_journal = '\x1d';
constexpr std::size_t most_messages = 16;
constexpr std::string_view somebody_elses = "Subject: there before\n\nFrom nobody\n";
constexpr std::string_view mbox_before = "From a@b Thu Jan  1 00:00:00 1970\nSubject: there before\n\nx\n\n";

enum class place : std::uint8_t { maildir, folder, mbox };

struct plan {
  place to = place::maildir;
  client::deletion from_server = client::deletion::when_kept;
  std::size_t batch = 1;
  bool again = false;
  std::size_t disk_dies_at = 0;
  std::size_t ledger_dies_at = 0;
  bool ledger_has_written = false;
  std::uint32_t chance = 1;  ///< what a power cut leaves
  std::size_t late = 0;      ///< so many messages come behind the first run
};

plan choose_plan(choices& in) {
  constexpr std::array places{place::maildir, place::folder, place::mbox, place::maildir};
  constexpr std::array deletions{client::deletion::when_kept, client::deletion::keep,
                                 client::deletion::when_kept, client::deletion::after_days};
  const std::size_t bits = in.octet();
  plan made;
  made.to = places[bits & 3U];
  made.from_server = deletions[bits >> 2U & 3U];
  made.again = (bits & 16U) != 0;
  made.ledger_has_written = (bits & 32U) != 0;
  const std::size_t sizes = in.octet();
  made.batch = 1 + (sizes & 7U);
  made.late = sizes >> 3U & 7U;
  made.disk_dies_at = in.octet();
  made.ledger_dies_at = in.octet() % 8;
  made.chance = static_cast<std::uint32_t>(in.octet()) * 2654435761U | 1U;
  return made;
}

std::vector<told_message> messages_of(std::string_view text) {
  std::vector<told_message> found;
  while (!text.empty() && found.size() < most_messages) {
    std::string_view one = text.substr(0, text.find(next_message));
    text.remove_prefix(std::min(one.size() + 1, text.size()));
    std::array<std::string, 2> lines;
    for (std::string& line : lines) {
      line = one.substr(0, one.find('\n'));
      one.remove_prefix(std::min(line.size() + 1, one.size()));
    }
    found.push_back({std::move(lines[0]), std::move(lines[1]), std::string(one)});
  }
  return found;
}

/// The ledger, with a power of its own that fails with the disk's.
class mortal_ledger final : public client::ledger {
 public:
  mortal_ledger(memory_disk& on, const plan& how) : on_(on), how_(how) {}

  std::optional<client::ledger_entry> find(std::string_view account, std::string_view unique_id,
                                           client::store_result& failed) noexcept override {
    return rows_.find(account, unique_id, failed);
  }
  bool has_content(std::string_view account, std::string_view unique_id, std::string_view digest,
                   client::store_result& failed) noexcept override {
    return rows_.has_content(account, unique_id, digest, failed);
  }
  client::store_result record(std::string_view account, std::span<const client::fetched_message> messages,
                              std::int64_t now) noexcept override {
    return write([&] { return rows_.record(account, messages, now); });
  }
  client::store_result confirm_deleted(std::string_view account,
                                       std::span<const std::string> unique_ids) noexcept override {
    return write([&] { return rows_.confirm_deleted(account, unique_ids); });
  }

 private:
  template <class Write>
  client::store_result write(Write rows) {
    if (!on_.has_died() && ++calls_ != how_.ledger_dies_at) {
      return rows();
    }
    if (!on_.has_died()) {
      on_.die();
      if (how_.ledger_has_written) {
        static_cast<void>(rows());
      }
    }
    return {client::store_errc::io_error, "the power is gone"};
  }

  memory_disk& on_;
  const plan& how_;
  client::memory_mail unused_;
  client::memory_ledger rows_{unused_};
  std::size_t calls_ = 0;
};

class world {
 public:
  world(const plan& how, std::vector<told_message> mail, std::string_view journal)
      : how_(how), mail_(std::move(mail)), ledger_(disk_, how) {
    for (const char* const folder : {"/mail", "/mail/box", "/mail/box/tmp", "/mail/box/new", "/mail/box/cur",
                                     "/mail/box/.popquiz-tmp"}) {
      disk_.put_folder(folder);
    }
    if (how.to == place::mbox) {
      disk_.put("/mail/inbox", std::string(mbox_before));
      put_journal("/mail/inbox.popquiz-journal", journal);
      return;
    }
    for (const char* const file :
         {"/mail/box/new/1.other", "/mail/box/cur/2.other:2,S", "/mail/box/tmp/3.other", "/mail/box/4.eml",
          "/mail/box/.popquiz-tmp/5.other"}) {
      disk_.put(file, std::string(somebody_elses));
    }
    put_journal(
        how.to == place::maildir ? "/mail/box/tmp/popquiz-journal" : "/mail/box/.popquiz-tmp/popquiz-journal",
        journal);
  }

  [[nodiscard]] client::client_errc fetch(const pieces& segments) {
    constexpr std::array destinations{"maildir:/mail/box", "dir:/mail/box", "mbox:/mail/inbox"};
    client::store_result why;
    const auto store = client::open_store(destinations[static_cast<std::size_t>(how_.to)], why, disk_);
    require(store != nullptr, "the destination is one");
    if (!store->open()) {
      require(disk_.has_died(), "a destination can be opened, whatever an earlier run has left",
              store->failure().what);
      return client::client_errc::sink_aborted;
    }
    client::session session;
    session.reset(false);
    client::fetch_op op(session, settings(), *store, ledger_);
    plain_mail_server serving(mail_);
    joined_machines(op, serving, {}, segments).run();
    require(disk_.has_died() || op.storage(), "nothing fails but what was let fail", op.storage().what);
    unread_lines_ = op.summary().malformed_lines;
    store->close();
    return op.result().code;
  }

  /// More mail has come.
  void deliver(std::vector<told_message> late) {
    for (told_message& each : late) {
      mail_.push_back(std::move(each));
    }
  }
  void let_the_disk_die() { disk_.dies_at = how_.disk_dies_at; }
  [[nodiscard]] bool has_died() const { return disk_.has_died(); }
  void lose_power() {
    std::uint32_t state = how_.chance;
    disk_.lose_power([state](const std::string& path) mutable {
      for (const char c : path) {
        state = (state ^ static_cast<unsigned char>(c)) * 16777619U;
      }
      return (state >> 13U & 1U) != 0;
    });
  }

  void require_nothing_lost() const {
    for (const told_message& each : mail_) {
      require(!each.gone || is_here(each), "what is gone from the server is on the disk, whole", each.octets);
    }
  }
  /// But for those of which neither LIST nor UIDL has told in a way that can be read.
  void require_all_here() const {
    if (unread_lines_ != 0) {
      return;
    }
    for (const told_message& each : mail_) {
      require(is_here(each), "a fetch that ends well has fetched everything", each.octets);
    }
  }

  void require_nothing_else() const {
    for (const std::string& path : disk_.touched) {
      require(path.starts_with(how_.to == place::mbox ? "/mail/inbox" : "/mail/box") &&
                  path.find("/../") == std::string::npos,
              "nothing outside the destination is touched", path);
      require(path.find("other") == std::string::npos && !path.ends_with("/4.eml"),
              "what is somebody else's is left alone", path);
    }
    if (how_.to == place::mbox) {
      const auto mbox = disk_.files().find("/mail/inbox");
      require(mbox != disk_.files().end() && mbox->second->octets.starts_with(mbox_before),
              "what was in the mbox stays");
      return;
    }
    const std::string delivered = how_.to == place::maildir ? "/mail/box/new/" : "/mail/box/";
    for (const auto& [path, file] : disk_.files()) {
      const std::string_view name = std::string_view(path).substr(std::min(delivered.size(), path.size()));
      if (path.starts_with(delivered) && name.starts_with("popquiz-")) {
        require(name.substr(8).find('/') == std::string_view::npos && is_message(file->octets),
                "what is delivered is a message, whole", file->octets);
      }
    }
  }

 private:
  void put_journal(const std::string& path, std::string_view journal) {
    if (!journal.empty()) {
      disk_.put(path, std::string(journal));
    }
  }

  [[nodiscard]] client::fetch_settings settings() const {
    client::fetch_settings made;
    made.sign_in.tls = client::tls_demand::none;
    made.sign_in.login.allow_clear_text = true;
    made.sign_in.user = "quiz";
    made.sign_in.password = "sesame";
    made.account = "quiz@here";
    made.from_server = how_.from_server;
    made.again = how_.again;
    made.batch = {how_.batch, 1U << 16U};
    made.survey_octets = 1U << 18U;
    made.wall_clock = [] { return std::int64_t{1'000'000}; };
    return made;
  }

  /// As the destination has it.
  [[nodiscard]] std::string stored(const told_message& message) const {
    std::string wire = naive::naive_normalise(message.octets);
    if (how_.to == place::folder) {
      return wire;
    }
    std::string lines;
    for (const char c : wire) {
      if (c == '\n' && lines.ends_with('\r')) {
        lines.pop_back();
      }
      lines += c;
    }
    return how_.to == place::mbox ? quoted(lines) : lines;
  }
  [[nodiscard]] static std::string quoted(std::string_view text) {
    std::string out = "\n";
    while (!text.empty()) {
      const std::string_view line = text.substr(0, text.find('\n') + 1);
      const std::string_view behind = line.substr(std::min(line.find_first_not_of('>'), line.size()));
      out.append(behind.starts_with("From ") ? ">" : "").append(line);
      text.remove_prefix(line.size());
    }
    return out + '\n';
  }

  [[nodiscard]] bool is_here(const told_message& message) const {
    const std::string wanted = stored(message);
    if (how_.to == place::mbox) {
      const auto mbox = disk_.files().find("/mail/inbox");
      return mbox != disk_.files().end() && mbox->second->octets.find(wanted) != std::string::npos;
    }
    return std::any_of(disk_.files().begin(), disk_.files().end(), [&](const auto& entry) {
      return entry.second->octets == wanted && entry.first.find("tmp/") == std::string::npos;
    });
  }
  [[nodiscard]] bool is_message(std::string_view octets) const {
    return std::any_of(mail_.begin(), mail_.end(),
                       [&](const told_message& each) { return stored(each) == octets; });
  }

  const plan& how_;
  std::vector<told_message> mail_;
  memory_disk disk_;
  mortal_ledger ledger_;
  std::uint64_t unread_lines_ = 0;  ///< of the last run's listings
};

void run(choices& in) {
  const plan how = choose_plan(in);
  const pieces segments(in);
  const std::string_view text = in.rest();
  const std::size_t end = std::min(text.find(old_journal), text.size());
  std::vector<told_message> mail = messages_of(text.substr(0, end));
  std::vector<told_message> late;
  while (late.size() < how.late && mail.size() > 1) {
    late.push_back(std::move(mail.back()));
    mail.pop_back();
  }
  world w(how, std::move(mail), text.substr(std::min(end + 1, text.size())));
  w.let_the_disk_die();
  const client::client_errc first = w.fetch(segments);
  const bool died = w.has_died();
  w.lose_power();
  w.require_nothing_lost();
  w.require_nothing_else();
  // A unique-id may be used anew once the client knows that the other message is gone.
  if (!died && first == client::client_errc::none) {
    w.deliver(std::move(late));
  }
  const client::client_errc second = w.fetch(segments);
  w.lose_power();
  w.require_nothing_lost();
  w.require_nothing_else();
  if (second == client::client_errc::none && !w.has_died()) {
    w.require_all_here();
  }
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in);
  return 0;
}
