// SASL, both sides: a client hears what a hostile server says, a server what a hostile client says, or the
// two of them talk and the input changes what goes between them. Each side takes and says bounded octets and
// stays ended once it has failed; nobody logs in without the secret, nor when anything of an exchange that
// proves all of it was changed; a server that does not know the password proves nothing; no secret in a
// reason, nor on the way where the mechanism hides it. Left alone, the right secret logs in.
//
// Input: the mechanism, who is there and what is known, then steps, an RS between them: what is said, the
// nonce heard last in place of a US; or a change: its kind, where, with what.
#include "choices.hpp"
#include "finding.hpp"

#include <popquiz/net/hmac.hpp>
#include <popquiz/sasl/client.hpp>
#include <popquiz/sasl/server.hpp>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::fuzz {
namespace {

using sansio::sasl_answer;
using sansio::sasl_exchange;
using sansio::sasl_progress;

constexpr char next_step = '\x1e';
constexpr char nonce_heard = '\x1f';
constexpr std::size_t most_steps = 8;
constexpr std::string_view user = "mrose";
constexpr std::string_view secret = "tanstaaf";
constexpr std::string_view wrong_secret = "guessed!";
// Octets of an answer to a step of a few: names, nonces and proofs, and what was heard, quoted.
constexpr std::size_t answer_limit = 1024 + 4 * largest_input;

struct world {
  const sasl::mechanism_info& mechanism;
  bool knows_secret = true;
  bool binds = false;
};

std::optional<sansio::channel_binding> binding_of(const world& in) {
  return in.binds || in.mechanism.needs_channel_binding
             ? std::optional(sansio::channel_binding{"tls-exporter", std::string(32, 'b')})
             : std::nullopt;
}

std::unique_ptr<sasl_exchange> client_of(const world& in) {
  const std::string says(in.knows_secret ? secret : wrong_secret);
  sasl::client_credentials who{std::string(user), {}, says, says};
  who.authorization_id = in.mechanism.needs_certificate ? user : std::string_view();
  std::string why;
  auto made =
      sasl::make_client(in.mechanism.name, who, {net::hmac, binding_of(in), "mail.example", 995}, why);
  require(made != nullptr, "a client can be made of what it needs", why);
  return made;
}

std::unique_ptr<sasl_exchange> server_of(const world& in) {
  auto made = sasl::make_server({in.mechanism.name,
                                 [](std::string_view asked) {
                                   return asked == user ? std::optional<std::string>(secret) : std::nullopt;
                                 },
                                 binding_of(in), std::string(user)});
  require(made != nullptr, "a server can be made of what it needs", in.mechanism.name);
  return made;
}

enum class side : std::uint8_t { client, server };

/// One side, held to what holds of any.
class party {
 public:
  party(side which, const world& in)
      : which_(which), exchange_(which == side::client ? client_of(in) : server_of(in)), in_(in) {}

  sasl_answer step(std::optional<std::string_view> heard) {
    // Who says the secret to us, in a nonce, hears it again.
    was_told_ = was_told_ || (heard && heard->find(secret) != std::string_view::npos);
    const bool had_failed = answer_ && answer_->progress == sasl_progress::failed;
    answer_ = exchange_->step(heard);
    const std::string_view octets = answer_->octets ? std::string_view(*answer_->octets) : std::string_view();
    require(octets.size() <= answer_limit, "an answer is bounded", std::to_string(octets.size()));
    require(!had_failed || (answer_->progress == sasl_progress::failed && !answer_->octets),
            "what has failed stays so, and says nothing");
    require(in_.mechanism.sends_secret_in_clear || was_told_ || octets.find(secret) == std::string_view::npos,
            "no secret goes out in clear", octets);
    if (answer_->progress == sasl_progress::failed) {
      require(!exchange_->why().empty(), "a failure has a reason", in_.mechanism.name);
      // A client quotes what the server told it, a server nothing: it is told secrets.
      const bool may_quote = which_ == side::client && was_told_;
      require(may_quote || exchange_->why().find(secret) == std::string_view::npos, "no secret in a reason",
              exchange_->why());
    }
    return *answer_;
  }
  [[nodiscard]] const sasl_exchange& exchange() const { return *exchange_; }

 private:
  side which_;
  std::unique_ptr<sasl_exchange> exchange_;
  const world& in_;
  std::optional<sasl_answer> answer_;
  bool was_told_ = false;
};

std::string_view next_of(std::string_view& steps) {
  const std::string_view step = steps.substr(0, steps.find(next_step));
  steps.remove_prefix(std::min(step.size() + 1, steps.size()));
  return step;
}

/// Of SCRAM's messages.
std::string_view attribute_in(std::string_view octets, char name) {
  for (std::size_t at = 0; at + 1 < octets.size(); ++at) {
    if ((at == 0 || octets[at - 1] == ',') && octets[at] == name && octets[at + 1] == '=') {
      return octets.substr(at + 2, octets.find(',', at) - at - 2);
    }
  }
  return {};
}

/// Hashing takes longer than fuzzing should: what the client refuses at once, and what RFC 5802 asks for,
/// stay.
bool hashes_too_long(std::string_view octets) {
  const std::string_view digits = attribute_in(octets, 'i');
  std::uint64_t rounds = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), rounds);
  return rounds > 2 * sasl::least_scram_iterations && rounds <= sasl::most_scram_iterations;
}

std::string with_nonce(std::string_view step, std::string_view heard) {
  std::string octets;
  for (const char c : step) {
    if (c == nonce_heard) {
      octets += attribute_in(heard, 'r');
    } else {
      octets += c;
    }
  }
  return octets;
}

/// Kind, place and text of a change; an empty one changes nothing.
std::string changed(std::string_view change, std::string octets) {
  if (change.size() < 2 || octets.empty()) {
    return octets;
  }
  const std::size_t at = static_cast<unsigned char>(change[1]) % octets.size();
  const std::string_view text = change.substr(2);
  switch (static_cast<unsigned char>(change[0]) % 4) {
    case 0:
      return octets.replace(at, text.size(), text);
    case 1:
      return octets.insert(at, text);
    case 2:
      return octets.erase(at, 1 + text.size());
    default:
      return std::string(text);
  }
}

/// Whether who said that may be logged in without having the secret from us.
bool shows_secret(const world& in, std::string_view said) {
  if (in.mechanism.needs_certificate) {
    return said.empty() || said == user;
  }
  return in.mechanism.sends_secret_in_clear && said.find(secret) != std::string_view::npos;
}

void hostile_server(const world& in, std::string_view steps) {
  party client(side::client, in);
  std::string said = client.step(std::nullopt).octets.value_or("");
  for (std::size_t i = 0; i < most_steps; ++i) {
    const std::string challenge = with_nonce(next_of(steps), said);
    if (hashes_too_long(challenge)) {
      return;
    }
    const sasl_answer answer = client.step(challenge);
    said = answer.octets.value_or(said);
    require(!in.mechanism.proves_server || !client.exchange().peer_proven(),
            "who does not know the password proves nothing", challenge);
  }
}

void hostile_client(const world& in, std::string_view steps) {
  party server(side::server, in);
  std::string asked;
  std::string all_said;
  bool is_over = false;
  for (std::size_t i = 0; i < most_steps; ++i) {
    const std::string response = with_nonce(next_of(steps), asked);
    all_said += response;
    const sasl_answer answer = server.step(response);
    asked = answer.octets.value_or(asked);
    const bool logged_in = answer.progress == sasl_progress::done;
    if (logged_in && !is_over) {
      require(shows_secret(in, all_said), "nobody logs in without the secret", all_said);
      require(server.exchange().identity() == user, "who logs in is who the secret is for",
              server.exchange().identity());
    }
    is_over = is_over || answer.progress != sasl_progress::more;
    require(is_over || server.exchange().identity().empty(), "nobody is somebody before the end");
  }
  require(is_over, "a server does not ask for ever");
}

struct talk {
  bool was_changed = false;
  bool logged_in = false;
  std::string all_said;  ///< to the server
};

/// A message on its way, as the next step of the input changes it.
std::string pass(std::string_view& steps, const std::optional<std::string>& message, talk& of) {
  const std::string sent = message.value_or("");
  std::string comes = changed(next_of(steps), sent);
  of.was_changed = of.was_changed || comes != sent;
  return comes;
}

void talk_of_both(const world& in, std::string_view steps) {
  party client(side::client, in);
  party server(side::server, in);
  talk has;
  std::optional<std::string> response = client.step(std::nullopt).octets;
  if (!response) {
    const sasl_answer asked = server.step(std::nullopt);
    response = client.step(pass(steps, asked.octets, has)).octets;
  }
  for (std::size_t i = 0; i < most_steps; ++i) {
    const std::string heard = pass(steps, response, has);
    has.all_said += heard;
    const sasl_answer challenge = server.step(heard);
    if (challenge.progress == sasl_progress::failed) {
      break;
    }
    if (challenge.progress == sasl_progress::done) {
      has.logged_in = true;
      require(in.knows_secret || shows_secret(in, has.all_said), "a wrong password never logs in", heard);
      require(!in.mechanism.proves_server || !has.was_changed,
              "an exchange that was changed on its way is not believed", heard);
      require(server.exchange().identity() == user, "who logs in is who the secret is for",
              server.exchange().identity());
    }
    if (has.logged_in && !challenge.octets) {
      break;
    }
    const std::string next = pass(steps, challenge.octets, has);
    if (hashes_too_long(next)) {
      return;
    }
    const sasl_answer said = client.step(next);
    if (has.logged_in || said.progress == sasl_progress::failed) {
      break;
    }
    response = said.octets;
  }
  if (in.mechanism.proves_server) {
    require(!client.exchange().peer_proven() || has.logged_in, "a server that refuses proves nothing");
  }
  // Both could bind, and the client has not seen that the server has -PLUS: somebody between them has hidden
  // it.
  const bool is_downgrade = in.mechanism.proves_server && in.binds && !in.mechanism.needs_channel_binding;
  require(!is_downgrade || !has.logged_in, "a binding that was hidden is missed", in.mechanism.name);
  if (!has.was_changed && !is_downgrade && (in.knows_secret || in.mechanism.needs_certificate)) {
    require(has.logged_in && client.exchange().peer_proven(), "the right secret logs in", in.mechanism.name);
  }
}

void run(choices& in) {
  const auto all = sasl::mechanisms();
  const sasl::mechanism_info& mechanism = all[in.octet() % all.size()];
  const std::size_t bits = in.octet();
  const world around{mechanism, (bits & 4U) == 0, (bits & 8U) != 0};
  switch (bits & 3U) {
    case 0:
      hostile_server(around, in.rest());
      break;
    case 1:
      hostile_client(around, in.rest());
      break;
    default:
      talk_of_both(around, in.rest());
      break;
  }
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in);
  return 0;
}
