#pragma once

#include "engine/core/nat.hh"
#include "engine/netfilter/answer.hh"
#include "engine/netfilter/nft/ipvs_expression.hh"

#include <functional>
#include <string_view>

namespace hopproof::netfilter {

/// Carries out the control commands of a director and answers with the texts and exit codes of the
/// tools that users know.
class ControlCommands {
 public:
  using Clock = std::function<core::Time()>;
  ControlCommands(core::Nat& nat, ExpressionBits& bits, Clock clock);

  /// "ipvsadm ARGUMENTS", "sysctl NAME [VALUE]", "sysctls" (all), "modprobe MODULE",
  /// "translate 4|6 LINE", or "written LINE" for the way back.
  Answer answer(std::string_view request);

 private:
  Answer ipvsadm(std::string_view line);
  Answer list(const IpvsadmCommand& command);
  Answer change(const IpvsadmCommand& command);
  Answer sysctl(std::string_view words);
  Answer all_sysctls() const;
  Answer set_sysctl(std::string_view name, std::string_view value);
  Answer modprobe(std::string_view module);
  Answer translate(std::string_view line);

  core::Nat& nat_;
  ExpressionBits& bits_;
  Clock clock_;
};

}  // namespace hopproof::netfilter
