#include "harness/base/sinks.hh"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

void hold(bool what) {
  if (!what) std::abort();
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

/// Whatever a stranger writes, each sink makes valid UTF-8 without anything that is obeyed there.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hopproof;
  const std::string text(data, data + size);
  for (const auto sink : {printable, one_line, escape_markup, as_markdown, as_command_message,
                          as_command_property, as_tap, as_yaml, as_mermaid, as_link}) {
    const std::string out = sink(text);
    hold(as_utf8(out) == out);
    for (const char* bad : {"\x1b", "\r", "\xc2\x9b", "\xe2\x80\xae", "\xe2\x80\xa8", "\x7f"})
      hold(!has(out, bad));
  }
  hold(printable(printable(text)) == printable(text));
  for (const auto sink : {one_line, as_markdown, as_command_message, as_tap, as_yaml, as_mermaid})
    hold(!has(sink(text), "\n"));
  hold(!has(escape_markup(text), "<") && !has(as_markdown(text), "<"));
  hold(!has(as_link(text), ":") && !as_link(text).starts_with("//"));
  hold(!has(as_tap(text), "#"));
  return 0;
}
