#include "engine/netfilter/verdicts.hh"

#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

template <typename T>
void append(std::vector<uint8_t>& bytes, const T& value) {
  const auto* first = reinterpret_cast<const uint8_t*>(&value);
  bytes.insert(bytes.end(), first, first + sizeof value);
}

uint32_t attribute_length(size_t payload) { return uint32_t(NLA_ALIGN(NLA_HDRLEN + payload)); }

}  // namespace

void Verdicts::put(uint8_t type, uint32_t id, uint32_t verdict, uint32_t attributes_length) {
  const nfqnl_msg_verdict_hdr header{htonl(verdict), htonl(id)};
  const uint32_t length = uint32_t(NLMSG_HDRLEN + sizeof(nfgenmsg)) +
                          attribute_length(sizeof header) + attributes_length;
  append(bytes_, nlmsghdr{length, uint16_t(NFNL_SUBSYS_QUEUE << 8 | type), NLM_F_REQUEST, 0, 0});
  append(bytes_, nfgenmsg{AF_UNSPEC, NFNETLINK_V0, htons(queue_)});
  put_attribute(NFQA_VERDICT_HDR, {reinterpret_cast<const uint8_t*>(&header), sizeof header});
}

void Verdicts::put_attribute(uint16_t type, std::span<const uint8_t> bytes) {
  append(bytes_, nlattr{uint16_t(NLA_HDRLEN + bytes.size()), type});
  bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  bytes_.resize(NLA_ALIGN(bytes_.size()));
}

/// A batch verdict is for every waiting packet up to its id; those before the run have theirs.
void Verdicts::end_drops() {
  if (!dropped_) return;
  put(run_ ? NFQNL_MSG_VERDICT_BATCH : NFQNL_MSG_VERDICT, *dropped_, NF_DROP, 0);
  dropped_.reset();
  run_ = false;
}

void Verdicts::accept(uint32_t id) {
  end_drops();
  put(NFQNL_MSG_VERDICT, id, NF_ACCEPT, 0);
}

void Verdicts::accept(uint32_t id, std::span<const uint8_t> payload, uint32_t mark) {
  end_drops();
  const uint32_t network_order = htonl(mark);
  put(NFQNL_MSG_VERDICT, id, NF_ACCEPT,
      attribute_length(sizeof mark) + attribute_length(payload.size()));
  put_attribute(NFQA_MARK,
                {reinterpret_cast<const uint8_t*>(&network_order), sizeof network_order});
  put_attribute(NFQA_PAYLOAD, payload);
}

void Verdicts::repeat(uint32_t id) {
  end_drops();
  put(NFQNL_MSG_VERDICT, id, NF_REPEAT, 0);
}

void Verdicts::drop(uint32_t id) {
  run_ = dropped_.has_value();
  dropped_ = id;
}

std::span<const uint8_t> Verdicts::bytes() {
  end_drops();
  return bytes_;
}

}  // namespace hopproof::netfilter
