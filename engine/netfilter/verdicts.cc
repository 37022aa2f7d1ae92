#include "engine/netfilter/verdicts.hh"

#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink_queue.h>

namespace hopproof::netfilter {
namespace {

/// What an attribute can hold; the kernel queues nothing longer (NFQNL_MAX_COPY_RANGE).
constexpr size_t longest_payload = UINT16_MAX - NLA_HDRLEN;

}  // namespace

void Verdicts::put(uint16_t type, uint32_t id, uint32_t verdict) {
  messages_.begin(uint16_t(NFNL_SUBSYS_QUEUE << 8 | type), 0, AF_UNSPEC, queue_);
  messages_.put_value(NFQA_VERDICT_HDR, nfqnl_msg_verdict_hdr{htonl(verdict), htonl(id)});
}

/// A batch verdict is for every waiting packet up to its id; those before the run have theirs.
void Verdicts::end_drops() {
  if (!dropped_) return;
  put(run_ ? NFQNL_MSG_VERDICT_BATCH : NFQNL_MSG_VERDICT, *dropped_, NF_DROP);
  dropped_.reset();
  run_ = false;
}

void Verdicts::accept(uint32_t id) {
  end_drops();
  put(NFQNL_MSG_VERDICT, id, NF_ACCEPT);
}

void Verdicts::accept(uint32_t id, std::span<const uint8_t> payload, uint32_t mark) {
  if (payload.size() > longest_payload) return drop(id);
  end_drops();
  put(NFQNL_MSG_VERDICT, id, NF_ACCEPT);
  messages_.put_u32(NFQA_MARK, mark).put(NFQA_PAYLOAD, payload);
}

void Verdicts::repeat(uint32_t id) {
  end_drops();
  put(NFQNL_MSG_VERDICT, id, NF_REPEAT);
}

void Verdicts::drop(uint32_t id) {
  run_ = dropped_.has_value();
  dropped_ = id;
}

std::span<const uint8_t> Verdicts::bytes() {
  end_drops();
  return messages_.bytes();
}

}  // namespace hopproof::netfilter
