#pragma once

#include "harness/case/text/place.hh"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hopproof::verdict {

/// What a run found, and all that a report may show. Plain data: every writer sees only this, and
/// it survives a round trip through JSON (result_json.hh). Addresses, tuples and kinds are
/// text as a reader is to see them.

enum class Verdict { passed, failed, skipped, error };
std::string_view word(Verdict verdict);

/// One packet crossing from node to node.
struct CrossingResult {
  int id = 0;
  int journey = 0;      ///< the packet it belongs to: the same number is the same packet
  int64_t time_ns = 0;  ///< since the first frame of the case
  std::string from, from_interface, to, to_interface, network;
  std::string kind;                 ///< "SYN", "DATA 120", "ARP who-has 10.0.0.1"
  std::string source, destination;  ///< "1.65.15.140:40000"; without port where there is none
  std::string carrying;             ///< what an ICMP error quotes
  int ttl = 0;
  int length = 0;     ///< IP length
  bool lost = false;  ///< left one end of the segment and never arrived at the other
  std::vector<std::string> switch_ports;  ///< of a lost one: those that saw it, "client.lan"
  bool bad_checksum = false;
  int frame = 0;  ///< number in the pcapng, of the sighting shown
  std::vector<std::string>
      rewritten;           ///< against the crossing before: source, sport, destination, dport
  bool offending = false;  ///< a mismatch points here
  bool repeated = false;   ///< a resend of an earlier packet
  std::string flow;        ///< "0 request", "1 reply", "": none
  std::string bytes_hex;   ///< the first 128 bytes
};

/// One hop of a connection's way, all its packets folded together.
struct HopResult {
  std::string hop;  ///< "client > director"
  std::string from, to, network;
  std::string tuple;  ///< "1.2.3.4:5 > 6.7.8.9:80"
  std::string source, destination;
  std::vector<std::string> rewritten;
  int packets = 0;
  int ttl = 0;
  int frame = 0;                  ///< of the first packet
  std::string network_interface;  ///< the receiving interface, "director.lan"
};

/// What was written in the case and not seen, or seen and not allowed.
struct MismatchResult {
  std::string claim;    ///< "request", "reply", "seen", "never", "outcome", "served", ...
  Place place;          ///< in the case file
  std::string message;  ///< one sentence: "the reply left the director without ..."
  std::string wanted, seen;
  std::string hop;        ///< "rs1 > client"
  std::string interface;  ///< tap name, "client.lan"
  int frame = 0;          ///< number in the pcapng; 0: none
  std::string command;    ///< tcpdump line that shows the frame
};

/// A command ready to paste, and the node to paste it in.
struct RemedyResult {
  std::string node, command;
  std::string note;  ///< what it costs or touches, whether it survives a reboot; "" when nothing
};

/// A cause with its evidence.
struct FindingResult {
  std::string id;    ///< "reply-bypasses-director"
  std::string text;  ///< one sentence: what happened, with this case's names and addresses
  std::string at;    ///< NODE or NODE.INTERFACE
  std::vector<std::string> evidence;
  std::vector<int> crossings;  ///< ids of the crossings that the evidence cites
  std::vector<int> flows;      ///< which of the step's connections it explains
  std::vector<std::string> rules_out;
  std::vector<RemedyResult> remedy;
};

/// One `finding:` of a step, and what was found for the connections that it is about: ids.
struct FindingClaimResult {
  Place place;
  std::vector<std::string> wanted,
      seen;  ///< in the order in which they take effect; "none" is empty
};

/// One connection of a step.
struct FlowResult {
  std::string client, server;  ///< nodes; server: the real server that the director chose, or ""
  std::string protocol;        ///< "tcp"
  std::string local, remote;
  std::string outcome, served, answer;
  std::vector<HopResult> request, reply;
  std::vector<std::string> expected_request, expected_reply;  ///< what the case wrote, hop by hop
};

struct CounterResult {
  std::string path;
  uint64_t before = 0, after = 0;

  /// A rule that was deleted and added again begins at zero.
  uint64_t moved() const { return after >= before ? after - before : after; }
};

struct StepResult {
  int number = 1;
  std::string name;  ///< as in the case, else what it does
  std::string kind;  ///< probe, command, wait
  std::string text;  ///< "client: http 100.222.111.1:8000"
  Place place;
  Verdict verdict = Verdict::skipped;  ///< skipped: an earlier step failed
  std::string outcome;                 ///< the flows' outcomes, joined; "" for wait
  std::string output;                  ///< of a command or a program
  std::vector<FindingResult> findings;
  std::vector<FindingClaimResult> finding_claims;
  std::vector<FlowResult> flows;
  std::vector<MismatchResult> mismatches;
  std::vector<CounterResult> counters;
  std::vector<CrossingResult> crossings;
  int crossings_left_out = 0;  ///< beyond the report's cap; they are in the pcapng
};

struct NeedResult {
  std::string item;  ///< "director.iptables.masquerade", "A or B"
  bool judged = false;
  bool proven = false;
  std::string outcome, finding;  ///< without it: how the first broken step ended, and why
  std::string expected;          ///< the findings that the case names, joined
  std::string step;              ///< the step that breaks
  std::string reason;            ///< why it is not proven, or not judged
  Place place;
};

/// The case without some of its items: one lab of `why`.
struct AblationResult {
  std::vector<std::string> removed;
  Verdict verdict = Verdict::error;
  std::string outcome, step;  ///< of the first step that breaks
  std::vector<std::string> findings;
};

/// What `why` found: what each item is needed for, and which minimal sets suffice.
struct WhyResult {
  std::vector<std::string> items;  ///< empty: `why` was not asked
  std::vector<AblationResult> rows;
  std::vector<std::vector<std::string>> sufficient;  ///< each with every one-smaller set run
  int labs_run = 0;
  int64_t labs_saved = 0;  ///< of all sets of items
  std::vector<std::string> notes;
};

/// One change to a deployment.
struct ChangeResult {
  std::string node, command;
  std::string item;  ///< the path it has in the case: "rs1.routes.to-client"
  std::string note;  ///< what else it touches, whether it survives a reboot
};

/// A set of changes that makes a failing case pass, proven in a lab of its own.
struct FixResult {
  std::vector<ChangeResult> changes;
  std::vector<std::string> costs;  ///< "the servers see 1.65.15.141 instead of the client"
  std::string diff;                ///< of the case file, unified
};

/// What `fix` found.
struct FixesResult {
  std::string goal;  ///< what the changes are to achieve; empty: not asked
  std::vector<std::string>
      causes;                    ///< "reply-bypasses-director: ...", in the order they take effect
  std::vector<FixResult> fixes;  ///< the smallest and cheapest first
  std::vector<std::string> tried;  ///< every candidate, with how it went
  int labs_run = 0;
};

/// What lint says of a deployment that is valid and yet likely to fail.
struct WarningResult {
  std::string id, message, remedy;
  Place place;
};

struct InterfaceResult {
  std::string name, network, mac;
  std::vector<std::string> addresses;
};

struct ItemResult {
  std::string path;  ///< "director.iptables.masquerade"
  std::string text;
  std::string translated;  ///< what the engine made of it; "" when the same
};

struct NodeResult {
  std::string name;
  std::string role;  ///< client, director, real server, router, node
  std::vector<InterfaceResult> interfaces;
  std::vector<ItemResult> items;  ///< routes, rules, sysctls, ipvs, iptables
  std::vector<std::string> serves;
  std::vector<std::string> commands;  ///< that configure such a node by hand, as in `hopproof plan`
  std::map<std::string, std::string> tables;  ///< "ipvsadm -Ln --stats" -> its output at the end
};

struct NetworkResult {
  std::string name;
  int mtu = 1500;
};

struct CaseResult {
  /// What it is called everywhere, by its path (run/case_ids.hh); "" in runs of before 0.2.
  std::string id;
  std::string file, name, about;
  std::string director;  ///< engine, ipvs
  std::string kernel;
  Verdict verdict = Verdict::error;
  std::string reason;  ///< of a skip or an error
  std::string source;  ///< the case file's text
  std::vector<NetworkResult> networks;
  std::vector<NodeResult> nodes;
  std::vector<StepResult> steps;
  std::vector<NeedResult> needs;
  WhyResult why;
  FixesResult fixes;
  std::vector<WarningResult> warnings;   ///< lint of the deployment
  std::vector<std::string> predictions;  ///< a sentence per service, from before any probe
  std::vector<std::string> notes;        ///< what a reader should know (no text of LOG rules, ...)
  std::string pcapng;                    ///< path of the capture, "" when none was kept
  std::vector<std::string> kept;         ///< lines of --keep
  uint64_t frames = 0, frames_lost = 0;
  double seconds = 0;

  /// It failed, or could not run.
  bool is_bad() const { return verdict == Verdict::failed || verdict == Verdict::error; }
};

struct RunResult {
  std::string version;
  std::vector<CaseResult> cases;

  int count(Verdict verdict) const;
  /// 0 passed, 1 failed, 4 error, 77 all skipped; nothing ran: 2.
  int exit_status() const;
};

}  // namespace hopproof::verdict
