#include "harness/elsewhere/text/tcp_numbers.hh"

namespace hopproof::elsewhere {
namespace {

constexpr size_t most_connections = 1u << 20;
/// No window is larger (RFC 7323): a number within it of a beginning was not counted from there.
constexpr uint32_t near = 1u << 30;

/// Small ones count from a beginning, which is a random number of 32 bits.
bool looks_whole(uint32_t printed, const std::optional<uint32_t>& base) {
  return base && printed >= near / 64 && printed - *base < near;
}

}  // namespace

AbsoluteNumbers TcpNumbers::absolute(const PrintedNumbers& printed) {
  const AbsoluteNumbers as_printed{printed.sequence, printed.acknowledgement};
  if (!printed.acknowledgement) return as_printed;
  const trace::Tuple& tuple = printed.tuple;
  const bool forward = tuple <= tuple.reversed();
  const trace::Tuple key = forward ? tuple : tuple.reversed();
  auto known = connections_.find(key);
  const bool first = known == connections_.end();
  if (first) {
    if (connections_.size() >= most_connections) return {};
    known = connections_.emplace(key, Known{}).first;
  }
  auto& own = forward ? known->second.from_lower : known->second.from_higher;
  auto& other = forward ? known->second.from_higher : known->second.from_lower;
  if (first || printed.syn) {
    own = printed.sequence;
    other = *printed.acknowledgement - 1;
    return as_printed;
  }
  if (looks_whole(*printed.acknowledgement, other)) known->second.whole = true;
  if (printed.sequence && looks_whole(*printed.sequence, own)) known->second.whole = true;
  if (known->second.whole) return as_printed;
  AbsoluteNumbers numbers;
  if (printed.sequence && own) numbers.sequence = *own + *printed.sequence;
  if (other) numbers.acknowledgement = *other + *printed.acknowledgement;
  return numbers;
}

}  // namespace hopproof::elsewhere
