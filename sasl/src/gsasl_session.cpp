#include "gsasl_session.hpp"

#include "secrets.hpp"

#include <new>

namespace popquiz::sasl {

using sansio::sasl_answer;
using sansio::sasl_progress;

gsasl_session::~gsasl_session() {
  if (session_ == nullptr) {
    return;
  }
  for (const Gsasl_property each :
       {GSASL_PASSWORD, GSASL_SCRAM_SALTED_PASSWORD, GSASL_SCRAM_SERVERKEY, GSASL_SCRAM_STOREDKEY}) {
    const std::string_view text = property(each);
    // It lies on GNU SASL's heap, not in read-only memory, and goes with the session.
    wipe(const_cast<char*>(text.data()), text.size());
  }
}

bool gsasl_session::start(sasl_side side) {
  Gsasl* library = nullptr;
  const int begun = gsasl_init(&library);
  if (begun == GSASL_MALLOC_ERROR) {
    throw std::bad_alloc();
  }
  if (begun != GSASL_OK) {
    return false;
  }
  library_.reset(library);
  const std::string name(info().name);
  Gsasl_session* session = nullptr;
  const int made = side == sasl_side::client ? gsasl_client_start(library, name.c_str(), &session)
                                             : gsasl_server_start(library, name.c_str(), &session);
  if (made == GSASL_MALLOC_ERROR) {
    throw std::bad_alloc();
  }
  session_.reset(made == GSASL_OK ? session : nullptr);
  return session_ != nullptr;
}

void gsasl_session::set(Gsasl_property property, const std::string& value) {
  if (gsasl_property_set(session_.get(), property, value.c_str()) != GSASL_OK) {
    throw std::bad_alloc();
  }
}

std::string_view gsasl_session::property(Gsasl_property which) const noexcept {
  const char* const text = gsasl_property_fast(session_.get(), which);
  return text == nullptr ? std::string_view() : std::string_view(text);
}

sasl_answer gsasl_session::run(std::optional<std::string_view> heard) {
  if (finished_) {
    return fail(is_over);
  }
  // Not there and empty are two things; the library tells them apart by the pointer alone.
  const char* const octets = !heard ? nullptr : heard->empty() ? "" : heard->data();
  char* said = nullptr;
  std::size_t size = 0;
  const int code = gsasl_step(session_.get(), octets, heard ? heard->size() : 0, &said, &size);
  std::optional<std::string> answer;
  if (said != nullptr) {
    if (code == GSASL_OK || code == GSASL_NEEDS_MORE) {
      answer.emplace(said, size);
    }
    wipe(said, size);
    gsasl_free(said);
  }
  switch (code) {
    case GSASL_OK:
      finished_ = true;
      return {sasl_progress::done, std::move(answer)};
    case GSASL_NEEDS_MORE:
      return {sasl_progress::more, std::move(answer)};
    case GSASL_MALLOC_ERROR:
      throw std::bad_alloc();
    case GSASL_AUTHENTICATION_ERROR:
    case GSASL_NO_PASSWORD:
      return fail("no such user, or another password");
    case GSASL_MECHANISM_PARSE_ERROR:
    case GSASL_BASE64_ERROR:
      return fail("the peer's message is malformed");
    default:
      break;
  }
  const char* const words = gsasl_strerror(code);
  return fail(words == nullptr ? std::string_view("the exchange failed") : std::string_view(words));
}

}  // namespace popquiz::sasl
