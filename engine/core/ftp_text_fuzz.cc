#include "engine/core/ftp_text.hh"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// Whatever an FTP control connection carries, what is found in it is within it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hopproof;
  using namespace hopproof::core;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto check = [&](const std::optional<FtpPassiveAnswer>& answer) {
    if (answer && (answer->begin >= answer->end || answer->end > size)) __builtin_trap();
  };
  for (const Family family : {Family::v4, Family::v6}) {
    find_passive_command(text, family);
    const auto active = find_active_command(text, family);
    if (active && active->address.family() != family) __builtin_trap();
  }
  check(find_pasv_answer(text));
  check(find_epsv_answer(text, IpAddress::v4(0x0a000102)));
  return 0;
}
