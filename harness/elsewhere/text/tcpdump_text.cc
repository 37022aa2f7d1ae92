#include "harness/elsewhere/text/tcpdump_text.hh"

#include "harness/elsewhere/readers/capture_reader.hh"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>

#include <fmt/format.h>

namespace hopproof::elsewhere {
namespace {

/// No packet is described by more, and no line that is longer is text of tcpdump.
constexpr size_t longest_line = 16 << 10;

bool has_word(std::string_view text, std::string_view word) { return text.find(word) != text.npos; }

/// Of a packet's beginning without a time.
bool begins_protocol(std::string_view line) {
  return line.starts_with("IP ") || line.starts_with("IP6 ") || line.starts_with("ARP, ");
}

/// "\t0x0010:  4500 003c ..."
bool is_hex_dump(std::string_view line) {
  const auto text = trimmed(line);
  return text.starts_with("0x") && has_word(text.substr(0, 8), ":");
}

/// The filter of "tcpdump -nni any -c 5 'tcp port 80'": what stands behind its options.
std::string filter_of(std::string_view command) {
  constexpr std::string_view with_value = "BcCDEFGijkMmQrsTVwWyzZ";
  const auto words = words_of(command);
  std::string filter;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const bool short_option = word.size() > 1 && word[0] == '-' && word[1] != '-';
    if (filter.empty() && short_option) {
      if (with_value.find(word.back()) != with_value.npos) ++i;
      continue;
    }
    if (filter.empty() && word.starts_with("--")) continue;
    if (word == "|" || word == ">" || word == "2>&1" || word == "&") break;
    filter += (filter.empty() ? "" : " ") + std::string(trimmed(word, "'\""));
  }
  return filter;
}

/// A whole description ends with a length, or (DNS) with one in brackets, or ARP's own.
bool ends_with_length(std::string_view text) {
  const size_t at = text.rfind("length ");
  if (at != text.npos) {
    const auto rest = text.substr(at + 7);
    const size_t digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits > 0 && (digits == rest.size() || rest[digits] != ')')) return true;
  }
  return text.ends_with(")") && has_word(text, " > ") && !has_word(text, "(tos ");
}

}  // namespace

void TcpdumpText::line(std::string_view line) {
  ++number_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > longest_line) {
    file_.cannot_read(number_, line);
    return;
  }
  if (line.empty() || is_hex_dump(line)) return;
  if (begins_packet(line)) return;
  if (take_remark(line)) return;
  go_on(line);
}

void TcpdumpText::end() {
  finish();
  hand_over();
}

/// A time at the beginning, or without one (-t) a protocol. In a quoted mail "> " stands before.
bool TcpdumpText::begins_packet(std::string_view line) {
  Cursor rest(line);
  while (rest.take("> ") || rest.take(">")) {
  }
  Cursor shifted(trimmed(rest.rest()));
  auto stamp = take_time_stamp(rest);
  if (!stamp) {
    stamp = take_time_stamp(shifted);
    if (stamp) rest = shifted;
  }
  if (!stamp && !begins_protocol(rest.rest())) return false;
  finish();
  hand_over();
  open_ = rest.rest();
  open_number_ = number_;
  open_stamp_ = stamp.value_or(TimeStamp{});
  if (!stamp) file_.has_times = false;
  return true;
}

/// What tcpdump says of itself, and the prompt that it was started at.
bool TcpdumpText::take_remark(std::string_view line) {
  const auto text = trimmed(line);
  Cursor numbers(text);
  if (const auto count = numbers.take_number<uint64_t>()) {
    const auto rest = numbers.rest();
    if (rest.starts_with(" packets dropped by kernel") ||
        rest.starts_with(" packet dropped by kernel"))
      file_.dropped += *count;
    if (rest.starts_with(" packet")) return true;
  }
  const size_t command = text.find("tcpdump ");
  const bool prompt =
      command == 0 || (command != text.npos && has_word("$#> ~", text.substr(command - 1, 1)));
  if (command != text.npos && prompt) {
    take_command(text.substr(command + 8));
    return true;
  }
  constexpr std::array remarks{"tcpdump: ",        "listening on ", "reading from file ",
                               "dropped privs to", "Warning: ",     "[|"};
  if (text.starts_with("^C") || text.ends_with("$") || text.ends_with("#")) return true;
  return std::ranges::any_of(remarks, [&](const char* word) { return text.starts_with(word); });
}

void TcpdumpText::take_command(std::string_view line) {
  finish();
  hand_over();
  file_.filters.push_back(filter_of(line));
  file_.filter_known = true;
}

/// The rest of the packet, or of what it quotes, or its payload.
void TcpdumpText::go_on(std::string_view line) {
  const bool indented = is_blank(line[0]);
  if (!quote_.empty()) {
    if (indented) {
      quote_ += " " + std::string(trimmed(line));
      return;
    }
    hand_over();
  }
  if (!open_.empty() && !is_complete()) {
    open_ += " " + std::string(trimmed(line));
    if (open_.size() > longest_line) finish();
    return;
  }
  finish();
  if (!indented) {
    file_.cannot_read(number_, line);
    return;
  }
  if (read_ && read_->packet.icmp && begins_protocol(trimmed(line))) quote_ = trimmed(line);
}

bool TcpdumpText::is_complete() const { return ends_with_length(open_); }

/// Reads the packet, and waits whether a quote follows.
void TcpdumpText::finish() {
  if (open_.empty()) return;
  hand_over();
  read_ = reader_.read(open_);
  if (!read_) file_.cannot_read(open_number_, open_);
  if (read_) {
    read_->number = open_number_;
    read_->time_ns = axis_.at(open_stamp_);
  }
  open_.clear();
}

void TcpdumpText::hand_over() {
  if (read_ && !quote_.empty()) {
    if (auto quote = reader_.read_quote(quote_))
      read_->packet.carried = std::make_shared<trace::Packet>(*std::move(quote));
  }
  quote_.clear();
  if (read_) sink_(*std::move(read_));
  read_.reset();
}

void read_tcpdump_text(ByteStream& bytes, CaptureFile& file, NamedAddresses& names,
                       const PacketSink& sink) {
  file.format = "tcpdump text";
  TcpdumpText text(file, names, sink);
  std::string pending;
  std::array<uint8_t, 64 << 10> block{};
  while (const size_t got = bytes.read(block)) {
    pending.append(reinterpret_cast<const char*>(block.data()), got);
    size_t begin = 0;
    for (size_t end = 0; (end = pending.find('\n', begin)) != pending.npos; begin = end + 1)
      text.line(std::string_view(pending).substr(begin, end - begin));
    pending.erase(0, begin);
    if (pending.size() > (size_t{1} << 20)) pending.resize(longest_line + 1);
  }
  if (!pending.empty()) text.line(pending);
  text.end();
}

}  // namespace hopproof::elsewhere
