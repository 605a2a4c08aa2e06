#include "gsasl_session.hpp"

#include <new>

namespace popquiz::sasl {

using sansio::sasl_answer;
using sansio::sasl_progress;

bool gsasl_session::start(bool is_client) {
  Gsasl* library = nullptr;
  if (gsasl_init(&library) != GSASL_OK) {
    return false;
  }
  library_.reset(library);
  const std::string name(info_.name);
  Gsasl_session* session = nullptr;
  const int made = is_client ? gsasl_client_start(library, name.c_str(), &session)
                             : gsasl_server_start(library, name.c_str(), &session);
  session_.reset(made == GSASL_OK ? session : nullptr);
  return session_ != nullptr;
}

void gsasl_session::set(Gsasl_property property, const std::string& value) {
  if (gsasl_property_set(session_.get(), property, value.c_str()) != GSASL_OK) {
    throw std::bad_alloc();
  }
}

void gsasl_session::set_binding(const sansio::channel_binding& binding) {
  char* text = nullptr;
  std::size_t size = 0;
  if (gsasl_base64_to(binding.octets.data(), binding.octets.size(), &text, &size) != GSASL_OK) {
    throw std::bad_alloc();
  }
  const std::string base64(text, size);
  gsasl_free(text);
  set(binding.type == "tls-exporter" ? GSASL_CB_TLS_EXPORTER : GSASL_CB_TLS_UNIQUE, base64);
}

sasl_answer gsasl_session::fail(std::string_view why) {
  why_ = why;
  failed_ = true;
  return {sasl_progress::failed, std::nullopt};
}

sasl_answer gsasl_session::run(std::optional<std::string_view> heard) {
  if (failed_ || finished_) {
    return fail("the exchange is over");
  }
  if (heard && heard->size() > step_limit) {
    return fail("more octets than a step may have");
  }
  // Not there and empty are two things; the library tells them apart by the pointer alone.
  const char* const octets = !heard ? nullptr : heard->empty() ? "" : heard->data();
  char* said = nullptr;
  std::size_t size = 0;
  const int code = gsasl_step(session_.get(), octets, heard ? heard->size() : 0, &said, &size);
  std::optional<std::string> answer;
  if ((code == GSASL_OK || code == GSASL_NEEDS_MORE) && said != nullptr &&
      (size != 0 || info_.client_first)) {
    answer.emplace(said, size);
  }
  gsasl_free(said);
  if (code == GSASL_MALLOC_ERROR) {
    throw std::bad_alloc();
  }
  if (code == GSASL_OK) {
    finished_ = true;
    return {sasl_progress::done, std::move(answer)};
  }
  if (code == GSASL_NEEDS_MORE) {
    return {sasl_progress::more, std::move(answer)};
  }
  const char* const words = gsasl_strerror(code);
  return fail(words == nullptr ? std::string_view("the exchange failed") : std::string_view(words));
}

}  // namespace popquiz::sasl
