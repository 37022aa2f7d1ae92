#include "engine/netfilter/nft/ipvs_expression.hh"

#include "engine/netfilter/marks.hh"

#include <algorithm>

namespace hopproof {
namespace {

bool vdir_agrees(IpvsExpression::Direction direction, const ConnectionFacts& facts) {
  return facts.tracked && direction == IpvsExpression::Direction::original;
}

bool control_agrees(const IpvsTerm<uint16_t>& term, const ConnectionFacts& facts) {
  return term.agrees(facts.control_port.has_value() && *facts.control_port == term.value);
}

}  // namespace

bool IpvsExpression::matches_request(const ConnectionFacts& facts) const {
  const Endpoint& service = facts.virtual_service;
  if (vaddr && !vaddr->agrees(vaddr->value.contains(service.address))) return false;
  if (vport && !vport->agrees(vport->value == service.port)) return false;
  if (vproto && !vproto->agrees(vproto->value == facts.protocol)) return false;
  if (vmethod && !vmethod->agrees(vmethod->value == Method::masq)) return false;
  if (vportctl && !control_agrees(*vportctl, facts)) return false;
  return !vdir || vdir_agrees(*vdir, facts);
}

std::optional<uint32_t> ExpressionBits::bit(const IpvsExpression& expression) {
  auto known = std::find(expressions_.begin(), expressions_.end(), expression);
  if (known == expressions_.end()) {
    if (expressions_.size() == marks::expression_bits) return std::nullopt;
    known = expressions_.insert(known, expression);
  }
  return uint32_t{1} << (marks::first_expression_bit + (known - expressions_.begin()));
}

const IpvsExpression* ExpressionBits::with_bit(uint32_t bit) const {
  for (size_t i = 0; i < expressions_.size(); ++i)
    if (bit == uint32_t{1} << (marks::first_expression_bit + i)) return &expressions_[i];
  return nullptr;
}

uint32_t ExpressionBits::of_request(const ConnectionFacts& facts) const {
  uint32_t bits = 0;
  for (size_t i = 0; i < expressions_.size(); ++i) {
    if (expressions_[i].matches_request(facts))
      bits |= uint32_t{1} << (marks::first_expression_bit + i);
  }
  return bits;
}

}  // namespace hopproof
