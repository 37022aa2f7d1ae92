#include "engine/netfilter/answer.hh"

#include "harness/base/address.hh"

#include <fmt/format.h>

namespace hopproof::netfilter {
namespace {

constexpr size_t piece_size = size_t{32} * 1024;  // within what any SOCK_SEQPACKET takes
constexpr size_t text_limit = 256 << 20;          // a million rows of -Lnc

}  // namespace

std::vector<std::string> to_datagrams(const Answer& answer) {
  std::vector<std::string> datagrams{fmt::format("{} {}", answer.code, answer.text.size())};
  for (size_t at = 0; at < answer.text.size(); at += piece_size) {
    datagrams.push_back(answer.text.substr(at, piece_size));
  }
  return datagrams;
}

bool AnswerReader::take(std::string_view datagram) {
  if (started_) {
    answer_.text += datagram;
    return answer_.text.size() <= length_;
  }
  const size_t blank = datagram.find(' ');
  if (blank == std::string_view::npos) return false;
  const auto code = parse_number(datagram.substr(0, blank), 255);
  const auto length = parse_number(datagram.substr(blank + 1), text_limit);
  if (!code || !length) return false;
  answer_.code = int(*code);
  length_ = *length;
  return started_ = true;
}

}  // namespace hopproof::netfilter
