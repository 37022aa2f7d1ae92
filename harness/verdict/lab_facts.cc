#include "harness/verdict/lab_facts.hh"

#include <cstring>

#include <fmt/format.h>

namespace hopproof::verdict {
namespace {

std::string error_text(int error) {
  const char* name = strerrorname_np(error);
  if (name == nullptr) return fmt::format("error {}", error);
  return error == EXDEV ? "EXDEV (the reverse path filter drops it)" : name;
}

}  // namespace

std::string text(const RouteQuestion& question, const RouteAnswer& answer) {
  std::string line = fmt::format("{}: ip route get {}", question.node, question.destination.text());
  if (question.source) line += " from " + question.source->text();
  if (!question.input.empty()) line += " iif " + question.input;
  line += ": ";
  if (answer.error != 0) return line + error_text(answer.error);
  if (answer.local) return line + "local";
  if (answer.gateway) line += "via " + answer.gateway->text() + " ";
  line += "dev " + answer.interface;
  if (answer.source) line += " src " + answer.source->text();
  if (answer.redirected) line += " <redirected>";
  return line;
}

}  // namespace hopproof::verdict
