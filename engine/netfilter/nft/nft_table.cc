#include "engine/netfilter/nft/nft_table.hh"

#include "engine/netfilter/nft/ruleset.hh"

#include <algorithm>
#include <iterator>

#include <linux/netlink.h>

namespace hopproof::netfilter {
namespace {

template <typename T>
std::set<T> without(const std::set<T>& all, const std::set<T>& known) {
  std::set<T> rest;
  std::set_difference(all.begin(), all.end(), known.begin(), known.end(),
                      std::inserter(rest, rest.end()));
  return rest;
}

Addresses new_ones(const Addresses& all, const Addresses& known) {
  return {without(all.vips, known.vips), without(all.rips, known.rips),
          without(all.server_ports, known.server_ports), without(all.marks, known.marks)};
}

}  // namespace

NftTable::NftTable() : socket_(NETLINK_NETFILTER) {
  NftBatch batch;
  for (const Family family : {Family::v4, Family::v6}) {
    add_table(batch, family);
    tracking_[family] = Tracking{};
  }
  batch.commit(socket_, "create the nft table hopproof");
}

bool NftTable::set_tracking(Family family, const Tracking& tracking) {
  if (tracking_[family] == tracking) return false;
  NftBatch batch;
  netfilter::set_tracking(batch, family, tracking);
  batch.commit(socket_, "change the chains of the nft table hopproof");
  tracking_[family] = tracking;
  return true;
}

void NftTable::add(const Addresses& addresses) {
  const Addresses fresh = new_ones(addresses, known_);
  if (fresh.empty()) return;
  NftBatch batch;
  for (const Family family : {Family::v4, Family::v6}) add_addresses(batch, family, fresh);
  batch.commit(socket_, "add addresses to the nft table hopproof");
  known_.vips.insert(fresh.vips.begin(), fresh.vips.end());
  known_.rips.insert(fresh.rips.begin(), fresh.rips.end());
  known_.server_ports.insert(fresh.server_ports.begin(), fresh.server_ports.end());
  known_.marks.insert(fresh.marks.begin(), fresh.marks.end());
}

}  // namespace hopproof::netfilter
