#pragma once

#include "engine/director/director.hh"

namespace hopproof::director {

/// The kernel's IPVS as director, set up with the real ipvsadm in the node's namespace. iptables
/// rules go in as written: the kernel has xt_ipvs.
class IpvsDirector : public Director {
 public:
  /// Nothing is started: the kernel is there. `space` must live longer.
  explicit IpvsDirector(const netns::Namespace& space) : space_(space) {}

  std::string_view kind() const override { return "ipvs"; }
  /// Throws MissingCapability when this kernel has no ip_vs, or ipvsadm is not installed.
  void wait_until_ready() override;
  /// The kernel passes a packet on before it takes the next.
  void catch_up() override {}
  CommandResult ipvsadm(std::string_view line) override;
  std::optional<RefusedLine> apply(const std::vector<std::string>& lines) override;
  /// Throws MissingCapability for a name that this kernel's ip_vs has not.
  void set_sysctl(std::string_view name, std::string_view value) override;
  std::optional<std::string> sysctl(std::string_view name) override;
  std::string translate(std::string_view iptables_line, Family family) override;
  std::string command_folder() const override { return ""; }
  std::vector<std::pair<std::string, std::string>> command_environment() const override {
    return {};
  }
  std::vector<ConnectionRow> connections() override;
  /// The estimator copies the counters every 2 s (net/netfilter/ipvs/ip_vs_est.c).
  std::chrono::milliseconds counter_lag() const override { return std::chrono::milliseconds(2300); }
  /// The table goes with the namespace.
  void stop() override {}

 private:
  const netns::Namespace& space_;
};

}  // namespace hopproof::director
