#include "engine/netfilter/offload/offloaded_flows.hh"

#include "engine/netfilter/nft/address_sets.hh"
#include "engine/netfilter/nft/table_rule.hh"
#include "engine/netfilter/offload/offload_rules.hh"
#include "harness/base/big_endian.hh"
#include "harness/base/error.hh"
#include "netns/netlink/attributes.hh"

#include <algorithm>

#include <endian.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

namespace hopproof::netfilter {
namespace {

constexpr size_t end_length = 8;  // an IPv4 address, and a port in four bytes

void put_end(uint8_t* at, const core::PackedAddress& address, uint16_t port) {
  std::ranges::copy(address.bytes(Family::v4), at);
  store16(at + 4, port);
  at[6] = at[7] = 0;
}

/// One element of a map, to be added with its data, or removed.
netlink::NfnlMessage element_message(uint8_t type, const char* map, std::span<const uint8_t> key,
                                     std::span<const uint8_t> data) {
  auto message = table_message(type, type == NFT_MSG_NEWSETELEM ? NLM_F_CREATE : 0, Family::v4);
  put_elements(message, map, {{key.begin(), key.end()}}, data);
  return message;
}

core::Passage counted(const netlink::Attributes& element) {
  const auto counter = element.find(NFTA_SET_ELEM_EXPR).nested().find(NFTA_EXPR_DATA).nested();
  return {be64toh(counter.find(NFTA_COUNTER_PACKETS).number<uint64_t>()),
          be64toh(counter.find(NFTA_COUNTER_BYTES).number<uint64_t>())};
}

core::Passage moved(core::Passage& known, const core::Passage& now) {
  const core::Passage news{now.packets - known.packets, now.bytes - known.bytes};
  known = now;
  return news;
}

}  // namespace

size_t OffloadedFlows::KeyHash::operator()(const Key& key) const noexcept {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(key.data()), key.size()});
}

OffloadedFlows::Key OffloadedFlows::request_key(const core::Connection& connection) {
  Key key{};
  put_end(&key[0], connection.client(), connection.client_port);
  put_end(&key[end_length], connection.virtual_address(), connection.virtual_port);
  return key;
}

OffloadedFlows::Key OffloadedFlows::reply_key(const core::Connection& connection) {
  Key key{};
  put_end(&key[0], connection.client(), connection.client_port);
  put_end(&key[end_length], connection.destination(), connection.destination_port);
  return key;
}

/// Maps and chains are made when the first flow is busy: most labs never have one.
bool OffloadedFlows::is_possible() {
  if (possible_) return *possible_;
  NftBatch batch;
  add_offload_rules(batch);
  try {
    batch.commit(owner_, "add the offload chains to the nft table hopproof");
    possible_ = true;
  } catch (const SystemError&) {
    possible_ = false;  // a kernel without nft_dup_ipv4
  }
  return *possible_;
}

bool OffloadedFlows::add(core::Connection& connection) {
  if (flows_.size() == most_offloaded || !is_possible()) return false;
  const Key requests = request_key(connection), replies = reply_key(connection);
  const auto second = [](const Key& key) { return std::span(key).subspan(end_length); };
  NftBatch batch;
  batch.add(element_message(NFT_MSG_NEWSETELEM, offloaded_requests, requests, second(replies)));
  batch.add(element_message(NFT_MSG_NEWSETELEM, offloaded_replies, replies, second(requests)));
  try {
    batch.commit(owner_, "offload a flow");
  } catch (const SystemError&) {
    return false;
  }
  flows_[requests] = {&connection, {}, {}};
  return true;
}

void OffloadedFlows::remove(const core::Connection& connection) {
  const Key requests = request_key(connection);
  if (flows_.erase(requests) == 0) return;
  NftBatch batch;
  batch.add(element_message(NFT_MSG_DELSETELEM, offloaded_requests, requests, {}));
  batch.add(element_message(NFT_MSG_DELSETELEM, offloaded_replies, reply_key(connection), {}));
  batch.commit(owner_, "end the offload of a flow");
}

std::vector<core::Connection*> OffloadedFlows::take_all() {
  NftBatch batch;
  for (const char* map : {offloaded_requests, offloaded_replies}) {
    auto message = table_message(NFT_MSG_DELSETELEM, 0, Family::v4);
    batch.add(message.put_text(NFTA_SET_ELEM_LIST_TABLE, table_name)
                  .put_text(NFTA_SET_ELEM_LIST_SET, map));
  }
  batch.commit(owner_, "end the offload of all flows");
  std::vector<core::Connection*> all;
  for (const auto& [key, flow] : flows_) all.push_back(flow.connection);
  flows_.clear();
  return all;
}

std::unordered_map<OffloadedFlows::Key, core::Passage, OffloadedFlows::KeyHash>
OffloadedFlows::counters(const char* map) {
  std::unordered_map<Key, core::Passage, KeyHash> all;
  auto question = table_message(NFT_MSG_GETSETELEM, NLM_F_DUMP, Family::v4);
  question.put_text(NFTA_SET_ELEM_LIST_TABLE, table_name).put_text(NFTA_SET_ELEM_LIST_SET, map);
  owner_.try_request(question.message(), "count busy flows", [&](const nlmsghdr& answer) {
    const netlink::Attributes attributes(answer, sizeof(nfgenmsg));
    for (const auto listed : attributes.find(NFTA_SET_ELEM_LIST_ELEMENTS).nested()) {
      const netlink::Attributes element = listed.nested();
      const auto bytes = element.find(NFTA_SET_ELEM_KEY).nested().find(NFTA_DATA_VALUE).payload;
      Key key{};
      if (bytes.size() != key.size()) continue;
      std::ranges::copy(bytes, key.begin());
      all[key] = counted(element);
    }
  });
  return all;
}

void OffloadedFlows::visit_new_traffic(const Visit& visit) {
  if (flows_.empty()) return;
  const auto requests = counters(offloaded_requests), replies = counters(offloaded_replies);
  const auto in = [](const auto& all, const Key& key) {
    const auto found = all.find(key);
    return found == all.end() ? core::Passage{} : found->second;
  };
  for (auto& [key, flow] : flows_) {
    const core::Passage went = moved(flow.requests, in(requests, key));
    const core::Passage came = moved(flow.replies, in(replies, reply_key(*flow.connection)));
    if (went.packets + came.packets != 0) visit(*flow.connection, went, came);
  }
}

}  // namespace hopproof::netfilter
