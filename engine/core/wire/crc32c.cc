#include "engine/core/wire/crc32c.hh"

#include <array>

namespace hopproof::core {

namespace {

constexpr uint32_t reversed_polynomial = 0x82f63b78;

using Table = std::array<std::array<uint32_t, 256>, 8>;

/// By byte, then by how many bytes of the eight that are taken at once follow it.
constexpr Table make_table() {
  Table crc32c_table{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = rest >> 1 ^ (rest & 1 ? reversed_polynomial : 0);
    crc32c_table[0][byte] = rest;
  }
  for (size_t k = 1; k < 8; ++k)
    for (size_t byte = 0; byte < 256; ++byte)
      crc32c_table[k][byte] =
          crc32c_table[k - 1][byte] >> 8 ^ crc32c_table[0][crc32c_table[k - 1][byte] & 0xff];
  return crc32c_table;
}

constexpr Table crc32c_table = make_table();

}  // namespace

uint32_t crc32c(std::span<const uint8_t> bytes, uint32_t start) {
  uint32_t crc = ~start;
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
    uint32_t next = 0;
    for (size_t i = 0; i < 8; ++i) {
      const uint32_t mixed = i < 4 ? bytes[i] ^ (crc >> 8 * i & 0xff) : bytes[i];
      next ^= crc32c_table[7 - i][mixed];
    }
    crc = next;
  }
  for (const uint8_t byte : bytes) crc = crc >> 8 ^ crc32c_table[0][(crc ^ byte) & 0xff];
  return ~crc;
}

uint32_t sctp_checksum(std::span<const uint8_t> packet) {
  constexpr size_t field = 8, field_end = 12;
  constexpr std::array<uint8_t, 4> zero{};
  return crc32c(packet.subspan(field_end), crc32c(zero, crc32c(packet.first(field))));
}

}  // namespace hopproof::core
