#include "reports/html/pack.hh"

#include "harness/base/error.hh"

#include <cstdint>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>

namespace hopproof::reports::html {
namespace {

constexpr int gzip_window_bits =
    15 + 16;  // the largest window, and a gzip header instead of zlib's
constexpr int memory = 9;

class Deflater {
 public:
  Deflater() {
    const int status = deflateInit2(&stream_, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window_bits,
                                    memory, Z_DEFAULT_STRATEGY);
    if (status != Z_OK) throw HostError(fmt::format("cannot compress the report: {}", status));
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;
  ~Deflater() { deflateEnd(&stream_); }

  std::vector<uint8_t> all_of(std::string_view text) {
    std::vector<uint8_t> out(deflateBound(&stream_, text.size()));
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = uInt(text.size());
    stream_.next_out = out.data();
    stream_.avail_out = uInt(out.size());
    if (deflate(&stream_, Z_FINISH) != Z_STREAM_END) throw HostError("cannot compress the report");
    out.resize(stream_.total_out);
    return out;
  }

 private:
  z_stream stream_{};
};

std::string base64(const std::vector<uint8_t>& bytes) {
  constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t left = bytes.size() - i;
    const uint32_t three = uint32_t(bytes[i]) << 16 | (left > 1 ? uint32_t(bytes[i + 1]) << 8 : 0) |
                           (left > 2 ? bytes[i + 2] : 0);
    for (size_t k = 0; k < 4; ++k) text += k > left ? '=' : digits[three >> (18 - 6 * k) & 63];
  }
  return text;
}

}  // namespace

std::string pack(std::string_view text) { return base64(Deflater().all_of(text)); }

}  // namespace hopproof::reports::html
