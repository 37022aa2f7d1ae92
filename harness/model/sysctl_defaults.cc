#include "harness/model/sysctl_defaults.hh"

#include <span>

namespace hopproof::model {
namespace {

struct Entry {
  const char* name;
  const char* value;
};

// Of net.ipv4.conf.{all,default,lo}. What the three differ in is not here.
constexpr Entry ipv4_conf[] = {
    {"forwarding", "0"},
    {"accept_local", "0"},
    {"accept_redirects", "1"},
    {"arp_accept", "0"},
    {"arp_announce", "0"},
    {"arp_evict_nocarrier", "1"},
    {"arp_filter", "0"},
    {"arp_ignore", "0"},
    {"arp_notify", "0"},
    {"bc_forwarding", "0"},
    {"drop_gratuitous_arp", "0"},
    {"drop_unicast_in_l2_multicast", "0"},
    {"ignore_routes_with_linkdown", "0"},
    {"log_martians", "0"},
    {"medium_id", "0"},
    {"promote_secondaries", "0"},
    {"proxy_arp", "0"},
    {"proxy_arp_pvlan", "0"},
    {"route_localnet", "0"},
    {"rp_filter", "0"},
    {"secure_redirects", "1"},
    {"send_redirects", "1"},
    {"shared_media", "1"},
    {"src_valid_mark", "0"},
};

// Of net.ipv6.conf.{all,default}.
constexpr Entry ipv6_conf[] = {
    {"forwarding", "0"},          {"accept_ra", "1"},         {"accept_redirects", "1"},
    {"accept_source_route", "0"}, {"autoconf", "1"},          {"disable_ipv6", "0"},
    {"hop_limit", "64"},          {"keep_addr_on_down", "0"}, {"use_tempaddr", "0"},
};

constexpr Entry single[] = {
    {"net/ipv4/conf/all/accept_source_route", "0"},
    {"net/ipv4/conf/default/accept_source_route", "1"},
    {"net/ipv4/fib_multipath_hash_policy", "0"},
    {"net/ipv4/fib_multipath_use_neigh", "0"},
    {"net/ipv4/fwmark_reflect", "0"},
    {"net/ipv4/icmp_echo_ignore_all", "0"},
    {"net/ipv4/icmp_echo_ignore_broadcasts", "1"},
    {"net/ipv4/icmp_errors_use_inbound_ifaddr", "0"},
    {"net/ipv4/icmp_ignore_bogus_error_responses", "1"},
    {"net/ipv4/ip_autobind_reuse", "0"},
    {"net/ipv4/ip_default_ttl", "64"},
    {"net/ipv4/ip_dynaddr", "0"},
    {"net/ipv4/ip_early_demux", "1"},
    {"net/ipv4/ip_forward_update_priority", "1"},
    {"net/ipv4/ip_forward_use_pmtu", "0"},
    {"net/ipv4/ip_local_port_range", "32768 60999"},
    {"net/ipv4/ip_local_reserved_ports", ""},
    {"net/ipv4/ip_no_pmtu_disc", "0"},
    {"net/ipv4/ip_nonlocal_bind", "0"},
    {"net/ipv4/ip_unprivileged_port_start", "1024"},
    {"net/ipv4/tcp_abort_on_overflow", "0"},
    {"net/ipv4/tcp_autocorking", "1"},
    {"net/ipv4/tcp_base_mss", "1024"},
    {"net/ipv4/tcp_early_demux", "1"},
    {"net/ipv4/tcp_ecn", "2"},
    {"net/ipv4/tcp_ecn_fallback", "1"},
    {"net/ipv4/tcp_fastopen", "1"},
    {"net/ipv4/tcp_fin_timeout", "60"},
    {"net/ipv4/tcp_fwmark_accept", "0"},
    {"net/ipv4/tcp_invalid_ratelimit", "500"},
    {"net/ipv4/tcp_keepalive_intvl", "75"},
    {"net/ipv4/tcp_keepalive_probes", "9"},
    {"net/ipv4/tcp_keepalive_time", "7200"},
    {"net/ipv4/tcp_l3mdev_accept", "0"},
    {"net/ipv4/tcp_min_snd_mss", "48"},
    {"net/ipv4/tcp_mtu_probing", "0"},
    {"net/ipv4/tcp_no_metrics_save", "0"},
    {"net/ipv4/tcp_orphan_retries", "0"},
    {"net/ipv4/tcp_retries1", "3"},
    {"net/ipv4/tcp_retries2", "15"},
    {"net/ipv4/tcp_rfc1337", "0"},
    {"net/ipv4/tcp_sack", "1"},
    {"net/ipv4/tcp_slow_start_after_idle", "1"},
    {"net/ipv4/tcp_stdurg", "0"},
    {"net/ipv4/tcp_syn_linear_timeouts", "4"},
    {"net/ipv4/tcp_syn_retries", "6"},
    {"net/ipv4/tcp_synack_retries", "5"},
    {"net/ipv4/tcp_syncookies", "1"},
    {"net/ipv4/tcp_timestamps", "1"},
    {"net/ipv4/tcp_tw_reuse", "2"},
    {"net/ipv4/tcp_window_scaling", "1"},
    {"net/ipv4/udp_early_demux", "1"},
    {"net/ipv4/udp_l3mdev_accept", "0"},
    {"net/ipv6/auto_flowlabels", "1"},
    {"net/ipv6/bindv6only", "0"},
    {"net/ipv6/conf/all/accept_dad", "0"},
    {"net/ipv6/fwmark_reflect", "0"},
    {"net/ipv6/icmp/echo_ignore_all", "0"},
    {"net/ipv6/ip_nonlocal_bind", "0"},
    {"net/netfilter/nf_conntrack_acct", "0"},
    {"net/netfilter/nf_conntrack_checksum", "1"},
    {"net/netfilter/nf_conntrack_log_invalid", "0"},
    {"net/netfilter/nf_conntrack_tcp_be_liberal", "0"},
    {"net/netfilter/nf_conntrack_tcp_ignore_invalid_rst", "0"},
    {"net/netfilter/nf_conntrack_tcp_loose", "1"},
    {"net/netfilter/nf_conntrack_tcp_max_retrans", "3"},
    {"net/netfilter/nf_conntrack_tcp_timeout_established", "432000"},
    {"net/netfilter/nf_conntrack_tcp_timeout_time_wait", "120"},
    {"net/netfilter/nf_conntrack_udp_timeout", "30"},
    {"net/netfilter/nf_conntrack_udp_timeout_stream", "120"},
};

void append(std::vector<SysctlValue>& values, const std::string& folder,
            std::span<const Entry> entries) {
  for (const Entry& entry : entries) values.push_back({folder + entry.name, entry.value});
}

std::vector<SysctlValue> list_kernel_defaults() {
  std::vector<SysctlValue> values;
  // First of all: writing it sets others.
  values.push_back({"net/ipv4/ip_forward", "0"});
  for (const char* set : {"all/", "default/", "lo/"})
    append(values, std::string("net/ipv4/conf/") + set, ipv4_conf);
  for (const char* set : {"all/", "default/"})
    append(values, std::string("net/ipv6/conf/") + set, ipv6_conf);
  append(values, "", single);
  return values;
}

}  // namespace

const std::vector<SysctlValue>& kernel_defaults() {
  static const std::vector<SysctlValue> values = list_kernel_defaults();
  return values;
}

const std::vector<SysctlValue>& director_defaults() {
  static const std::vector<SysctlValue> values{
      {"net/ipv4/vs/conntrack", "0"},          {"net/ipv4/vs/conn_reuse_mode", "1"},
      {"net/ipv4/vs/expire_nodest_conn", "0"}, {"net/ipv4/vs/expire_quiescent_template", "0"},
      {"net/ipv4/vs/nat_icmp_send", "0"},      {"net/ipv4/vs/snat_reroute", "1"},
      {"net/ipv4/vs/sloppy_tcp", "0"},         {"net/ipv4/vs/sloppy_sctp", "0"},
  };
  return values;
}

}  // namespace hopproof::model
