#pragma once

#include "harness/base/address.hh"
#include "harness/base/fd.hh"
#include "harness/case/outcome.hh"
#include "netns/namespace.hh"

#include <optional>
#include <string_view>

namespace hopproof::probe {

/// AF_INET or AF_INET6.
int domain_of(Family family);
/// IPPROTO_ICMP or IPPROTO_ICMPV6.
uint8_t icmp_of(Family family);

/// A non-blocking socket that belongs to `space` for good. Throws SystemError.
Fd open_socket(const netns::Namespace& space, int domain, int type, int protocol = 0);

/// The same for a one-to-one socket of SCTP, which acknowledges at once: a delayed SACK would be
/// sighted in the next step. Throws MissingCapability where the kernel has no SCTP.
Fd open_sctp_socket(const netns::Namespace& space, int domain);

/// setsockopt of an int; throws SystemError naming `what`.
void set_option(const Fd& socket, int level, int name, int value, std::string_view what);

/// Asks for ICMP errors about what this socket sends, also those that TCP/IP calls transient.
void report_icmp_errors(const Fd& socket, Family family);

/// bind(); 0 or the errno.
int bind_socket(const Fd& socket, const Endpoint& local);

/// connect(); 0 (also while it is in progress) or the errno.
int connect_socket(const Fd& socket, const Endpoint& remote);

/// The socket's own address now; the unspecified one of IPv4 before it has one.
Endpoint local_endpoint(const Fd& socket);

/// Takes the socket's error, soft ones too (SO_ERROR); 0 when there is none.
int take_error(const Fd& socket);

/// Empties the queue of ICMP errors, which else keeps the socket readable.
void drain_error_queue(const Fd& socket);

/// How a client calls this errno: refused, reset, timeout, or unreachable with it.
Outcome outcome_of_error(int error_number);

}  // namespace hopproof::probe
