#include "harness/case/language/language.hh"

#include "harness/case/probe.hh"

namespace hopproof {
namespace {

constexpr auto required = Key::Use::required;
constexpr auto optional = Key::Use::optional;
constexpr auto placeholder = Key::Use::placeholder;

Shape one(const ScalarType& type) { return {.title = {}, .scalar = &type}; }

Shape one_or_list(std::string title, const Shape& single) {
  return {.title = std::move(title), .scalar = single.scalar, .element = &single};
}

Shape names(std::string title, const ScalarType& name, const Shape& value) {
  return {.title = std::move(title), .name = &name, .value = &value};
}

const Shape text = one(scalar::text);
const Shape blank_text = one(scalar::blank_text);
const Shape word = one(scalar::word);
const Shape duration = one(scalar::duration);
const Shape target = one(scalar::target);
const Shape address = one(scalar::address);
const Shape version = one(scalar::version);
const Shape mtu = one(scalar::mtu);
const Shape count = one(scalar::count);
const Shape times = one(scalar::times);
const Shape port = one(scalar::port);
const Shape bytes = one(scalar::bytes);
const Shape resends = one(scalar::resends);
const Shape exit_status = one(scalar::exit_status);
const Shape counter = one(scalar::counter);
const Shape outcome = one(scalar::outcome);
const Shape sysctl_value = one(scalar::sysctl_value);
const Shape texts = one_or_list("a text or a list of texts", text);
const Shape words = one_or_list("a node or a list of nodes", word);
const Shape lines{.title = "lines: a text, a list, a pasted block, or a map that names them",
                  .scalar = &scalar::text,
                  .element = &text,
                  .name = &scalar::line_name,
                  .value = &text};

const Shape interface_address = one(scalar::interface_address);
const Shape interface_addresses =
    one_or_list("an address or a list of addresses", interface_address);

const KeyTable network_keys{
    "network",
    "a network",
    {{"mtu", &mtu, "number", "that of every interface on it", optional, "1500"},
     {"subnet", &interface_addresses, "subnet or list",
      "pasted interfaces (`ip addr`) with an address in it are on this network", optional,
      "those of the interfaces that are written by hand"}}};
const Shape network{
    .title = "a map such as {} or {mtu: 1400}", .table = &network_keys, .may_be_empty = true};

const Shape network_ref = one(scalar::network_ref);
const KeyTable interface_keys{
    "interface",
    "an interface",
    {{"network", &network_ref, "network or none",
      "the segment it is plugged into; none: not plugged in, like a dummy", optional,
      "the interface's name"},
     {"addresses", &interface_addresses, "address or list", "in this order", optional, "none"}}};
const Shape interface {
  .title = "an address, a list of them, or a map {network:, addresses:}",
  .scalar = &scalar::interface_address, .element = &interface_address, .table = &interface_keys,
  .may_be_empty = true
};

const Shape ready = one(scalar::ready);
const Shape nft_text = one(scalar::text);
const KeyTable program_keys{
    "program",
    "a program",
    {{"command", &text, "command", "the shell line that starts it", required},
     {"ready", &ready, "port, address A, output TEXT, exit, DURATION",
      "when it counts as started: it listens on a new port; the node has the address A; it has "
      "printed TEXT; it has ended with 0; it has run so long",
      optional, "port"}}};
const Shape program{.title = "a command, or a map {command:, ready:}",
                    .scalar = &scalar::text,
                    .table = &program_keys};
const Shape programs{.title = "programs: a text, a list, or a map that names them",
                     .scalar = &scalar::text,
                     .element = &program,
                     .name = &scalar::program_name,
                     .value = &program};
const Shape serve = one(scalar::serve);
const Shape serves = one_or_list("a list of servers such as [http:80]", serve);
const Shape interfaces{.title = "a map of interfaces, or what `ip addr` prints",
                       .scalar = &scalar::text,
                       .name = &scalar::interface_name,
                       .value = &interface};
const Shape sysctls{.title = "a map of sysctls, or what `sysctl -a` prints",
                    .scalar = &scalar::text,
                    .name = &scalar::sysctl_name,
                    .value = &sysctl_value};
const Shape files = names("a map of file names and their texts", scalar::file_name, blank_text);
const KeyTable node_keys{
    "node",
    "a node",
    {{"interfaces", &interfaces, "name: address, list, or map; or the text of `ip addr`",
      "in order; {network: NAME or none, addresses: [..]} where the network's name differs; lo and "
      "tunl0 are not plugged in. Pasted ones are on the network of their name or with their subnet"},
     {"routes", &lines, "lines, or the text of `ip route`", "what follows `ip route add`"},
     {"rules", &lines, "lines, or the text of `ip rule`", "what follows `ip rule add`"},
     {"sysctls", &sysctls, "name: value, or the text of `sysctl -a`",
      "a sysctl that is not set here has the kernel's default"},
     {"ipvs", &lines, "lines, or the text of `ipvsadm -Ln`",
      "what follows `ipvsadm`, --set too; an empty list makes a director without services"},
     {"ipset", &lines, "lines, or the text of `ipset save` or `ipset list`",
      "what follows `ipset`: the sets that firewall rules look into; applied before them"},
     {"iptables", &lines, "lines, or the text of `iptables-save` or `iptables -nvL`",
      "what follows `iptables`; a policy (-P FORWARD DROP) is a line too"},
     {"ip6tables", &lines, "lines, or the same texts of ip6tables", "what follows `ip6tables`"},
     {"nftables", &nft_text, "text",
      "what `nft -f` reads, applied after iptables. Its chains, policies and rules are items, named "
      "TABLE.CHAIN, TABLE.CHAIN.policy and TABLE.CHAIN.NUMBER; rules that do not count get a "
      "`counter`, and a chain whose policy drops a rule at its end that counts"},
     {"serves", &serves, "list of http:PORT tcp:PORT udp:PORT sctp:PORT",
      "built-in servers that answer with their name and the peer they saw: on every address, on one "
      "(http:10.0.0.5:80), or as a naive program on the wildcard, whose answers leave from the "
      "address that the routing takes (udp:*:53)"},
     {"files", &files, "name: text", "files in the scratch folder of the node"},
     {"run", &programs, "lines, or maps {command:, ready:}",
      "real programs, started in order, each awaited until it is ready: until the node listens on "
      "a new port, if `ready` says nothing else"}}};
const Shape node{.title = "a map with the node's keys", .table = &node_keys};

const Shape packet = one(scalar::packet);
const Shape packets = one_or_list("a packet or a list of packets", packet);
const Shape hop = names("a map, hop: packet", scalar::hop, packets);
const Shape sightings{.title = "a map of hops and packets, or a list of such maps",
                      .element = &hop,
                      .name = &scalar::hop,
                      .value = &packets};
const Shape way{.title = "a map of hops and packets, a list of such maps, or none",
                .scalar = &scalar::none,
                .element = &hop,
                .name = &scalar::hop,
                .value = &packets,
                .needs_one = true};
const Shape finding = one(scalar::finding);
const Shape findings = one_or_list("a finding or a list of findings", finding);
const Shape findings_or_none{.title = "a finding, a list of findings, or none",
                             .scalar = &scalar::finding_or_none,
                             .element = &finding};
const Shape served = names("a map, node: number", scalar::word, count);
const Shape counters = names("a map, counter: number or some", scalar::counter_path, counter);
const KeyTable expect_keys{
    "expect",
    "an expect block",
    {{"client", &words, "node or list", "narrows this block to the connections of these nodes",
      optional, "all"},
     {"server", &words, "node or list",
      "narrows this block to the connections to these; a server that no node owns is named by its "
      "address",
      optional, "all"},
     {"outcome", &outcome, "word",
      "answered, refused, reset, timeout, unreachable [ERRNO], stalled, failed, any", optional,
      "answered"},
     {"finding", &findings_or_none, "one or list",
      "exactly these, in the order in which they take effect; `at NODE` or `at NODE.INTERFACE` "
      "says where; none claims that nothing is found"},
     {"request", &way, "hop: packet, or none",
      "the whole path, first hop to last, of every packet that starts like the first line"},
     {"reply", &way, "hop: packet, or none", "the same for the answers"},
     {"seen", &sightings, "hop: packet or list", "sighted at least once in this step"},
     {"never", &sightings, "hop: packet or list", "not sighted in this step"},
     {"served", &served, "node: number",
      "answered connections per node, as the answer says, else as the trace shows; no other node"},
     {"counters", &counters, "path: number or some",
      "changed in this step: NODE.iptables.NAME, NODE.ipvs.NAME.OutPkts, NODE.nstat.IpInAddrErrors"},
     {"prints", &texts, "text or list",
      "consecutive words of some line of the output; any, VIP:80 and bound words may be among "
      "them"},
     {"lacks", &texts, "text or list", "consecutive words that are in no line of the output"},
     {"exit", &exit_status, "number", "the exit status of a command", optional, "0"}}};
const Shape expect_block{.title = "a map of what is expected", .table = &expect_keys};
const Shape expect{.title = "a map of what is expected, or a list of such maps",
                   .element = &expect_block,
                   .table = &expect_keys};

/// The row of a kind of probe.
template <class Kind>
Key probe_row(const Shape& shape, std::string type, std::string meaning,
              std::vector<std::string> company) {
  return {std::string(Kind::word), &shape, std::move(type), std::move(meaning), optional, "",
          std::move(company)};
}

const std::vector<std::string> connecting{"from",   "times",       "parallel", "hold",
                                          "source", "source_port", "payload",  "download"};
const KeyTable probe_keys{
    "probe",
    "a probe",
    {{"from", &words, "node or list",
      "who asks, one node after another; a probe with `on` has none"},
     probe_row<HttpProbe>(target, "address:port", "one request of the built-in HTTP client",
                          connecting),
     probe_row<TcpProbe>(target, "address:port", "one TCP connection", connecting),
     probe_row<UdpProbe>(target, "address:port", "one UDP datagram and its answer", connecting),
     probe_row<SctpProbe>(target, "address:port", "one SCTP association and a request on it",
                          connecting),
     probe_row<PingProbe>(address, "address", "one echo request",
                          {"from", "times", "parallel", "source", "payload"}),
     probe_row<RunProbe>(text, "command", "the user's own program; answered means exit status 0",
                         {"from", "times", "parallel"}),
     probe_row<SendProbe>(packet, "packet",
                          "one crafted packet, in the words of a hop: ACK CIP:4321 > 10.1.0.1:80",
                          {"from", "times", "parallel"}),
     probe_row<OnProbe>(word, "name", "one more request on a held connection",
                        {"payload", "download"}),
     {"hold", &word, "name",
      "keeps the connection (or the UDP socket) open under this name until the case ends"},
     {"source", &address, "address", "bound before connecting", optional, "the kernel's"},
     {"source_port", &port, "port", "bound before connecting", optional, "the kernel's"},
     {"times", &times, "number", "number of connections", optional, "1"},
     {"parallel", &times, "number", "connections open in parallel", optional, "1"},
     {"payload", &bytes, "bytes", "sent with the request", optional, "16"},
     {"download", &bytes, "bytes", "requested in addition to the server's name", optional, "0"},
     {"patience", &resends, "resends", "unanswered resends to wait for", optional, "0"}}};
const Shape probe{.title = "a map with the probe's keys", .table = &probe_keys};

const KeyTable meanwhile_keys{
    "meanwhile",
    "what happens meanwhile",
    {{"after", &count, "number",
      "connections of the probe that have ended before; 0: as soon as its first packet is on its "
      "way",
      optional, "0"},
     {"NODE", &texts, "command or list", "run in that node; must exit with 0", placeholder}}};
const Shape meanwhile{.title = "a map, node: commands", .table = &meanwhile_keys};

const KeyTable step_keys{
    "step",
    "a step",
    {{"name", &text, "text", "for `needs` and reports"},
     {"probe", &probe, "map", "a step has one of `probe`, a node's commands and `wait`"},
     {"NODE", &texts, "command or list",
      "run in that node by a shell each; must exit with 0. A quote or a compound command holds lines "
      "together; what is started in the background lives as long as the case",
      placeholder},
     {"wait", &duration, "500ms, 3s",
      "lets time pass. In the virtual machine this takes no real time; on the engine more than a "
      "minute takes none where no iptables rule and no vs.conntrack makes the kernel keep state"},
     {"meanwhile", &meanwhile, "map", "commands that run while the probe is under way"},
     {"within", &duration, "duration", "repeats a command until `expect` holds, at most this long",
      optional, "0"},
     {"expect", &expect, "map or list of maps",
      "what is seen; without it: answered, or exit status 0. In a list only what is written is "
      "checked"}}};
const Shape step{.title = "a map with the step's keys", .table = &step_keys};

const KeyTable need_keys{
    "need",
    "a need",
    {{"finding", &findings, "one or list", "how the case fails without the item"},
     {"outcome", &outcome, "word", "how the probe then ends"},
     {"step", &text, "name of a step", "the step that breaks first"}}};
const Shape need{.title = "a finding, a list of findings, or a map {finding:, outcome:, step:}",
                 .scalar = &scalar::finding,
                 .element = &finding,
                 .table = &need_keys,
                 .needs_one = true};

const Shape only = names("a map, director: reason", scalar::only, text);
const Shape networks = names("a map of networks", scalar::network_name, network);
const Shape nodes{
    .title = "a map of nodes", .name = &scalar::node_name, .value = &node, .needs_one = true};
const Shape steps{.title = "a list of steps", .element = &step, .needs_one = true};
const Shape needs = names("a map, path of an item: finding", scalar::item_path, need);
const KeyTable case_keys{
    "case",
    "the case",
    {{"case", &version, "1", "the version of the language", required},
     {"name", &text, "text", "one sentence", required},
     {"about", &text, "text", "the story and its sources"},
     {"only", &only, "director: reason",
      "runs only there: {ipvs: why}, {engine: why}, {ipvs >= 6.12: why}; elsewhere it is "
      "skipped with the reason"},
     {"networks", &networks, "name: map", "the Ethernet segments", required},
     {"nodes", &nodes, "map", "the nodes, and how each is configured", required},
     {"steps", &steps, "list", "what happens and what is seen, in order", required},
     {"needs", &needs, "path: finding, list, or map",
      "without this item (A or B: without both) the case fails like this"}}};
const Shape whole_case{.title = "a map with the case's keys", .table = &case_keys};

}  // namespace

const Shape& case_shape() { return whole_case; }

const KeyTable& probe_table() { return probe_keys; }

const std::vector<const KeyTable*>& key_tables() {
  static const std::vector<const KeyTable*> tables{
      &case_keys,  &network_keys, &node_keys, &interface_keys, &step_keys,
      &probe_keys, &expect_keys,  &need_keys, &program_keys,   &meanwhile_keys};
  return tables;
}

}  // namespace hopproof
