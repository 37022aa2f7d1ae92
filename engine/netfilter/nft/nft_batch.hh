#pragma once

#include "engine/netfilter/nfnl_message.hh"

#include <cstdint>
#include <vector>

namespace hopproof::netfilter {

/// Messages to nf_tables that take effect together or not at all.
class NftBatch {
 public:
  void add(NfnlMessage message) { messages_.push_back(std::move(message)); }
  bool empty() const { return messages_.empty(); }
  /// The whole transaction; its last message asks for an acknowledgement.
  std::vector<uint8_t> bytes() const;

 private:
  std::vector<NfnlMessage> messages_;
};

}  // namespace hopproof::netfilter
