#pragma once

#include <cstdint>

/// How the engine shares the packet mark with the user. The lower half is the user's; the upper
/// half shows the user's translated `-m ipvs` rules what the kernel's skb->ipvs_property and
/// connection table would have shown them.
namespace hopproof::marks {

constexpr uint32_t ipvs_property = 0x80000000;  ///< the packet was handled here
constexpr uint32_t untracked = 0x40000000;      ///< a rule of the user keeps it from conntrack
/// The same bit while a reply waits: its conntrack entry is not confirmed yet.
constexpr uint32_t unconfirmed = untracked;
/// The first expression bit while a request waits: a DNAT of the user has brought it here.
constexpr uint32_t translated = 0x00010000;
constexpr int first_expression_bit = 16;
constexpr int expression_bits = 12;  ///< one for each distinct -m ipvs expression of the rules
/// Which zone conntrack keeps a request in: see add_zone_rules.
constexpr uint32_t one_packet = 0x10000000, second_flow = 0x20000000;
constexpr uint32_t user = 0x0000ffff;
constexpr uint32_t engine = 0xffff0000;

}  // namespace hopproof::marks
