#include "harness/case/ipvsadm/ipvsadm.hh"

#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof {
namespace {

using Verb = IpvsadmCommand::Verb;

IpvsadmCommand command(std::string_view line) {
  const auto result = parse_ipvsadm(line);
  const auto* error = std::get_if<LineError>(&result);
  EXPECT_EQ(error, nullptr) << line << ": " << error->message;
  return error == nullptr ? std::get<IpvsadmCommand>(result) : IpvsadmCommand{};
}

struct SaveRow {
  std::string_view typed;
  std::string_view saved;
};

TEST(Ipvsadm, LinesAreWrittenAsSaveDoes) {
  const SaveRow rows[] = {
      {"-A -t 10.0.0.1:80", "-A -t 10.0.0.1:80 -s wlc"},
      {"ipvsadm --add-service --tcp-service=10.0.0.1:80 --scheduler rr", "-A -t 10.0.0.1:80 -s rr"},
      {"-At 10.0.0.1:80 -srr", "-A -t 10.0.0.1:80 -s rr"},
      {"-A -t 10.0.0.1:80 -s=rr", "-A -t 10.0.0.1:80 -s rr"},
      {"-A -t 10.0.0.1:80 -p -s rr", "-A -t 10.0.0.1:80 -s rr -p 300"},
      {"-A -t 10.0.0.1:80 -p50", "-A -t 10.0.0.1:80 -s wlc -p 50"},
      {"-A -t 10.0.0.1:80 --persistent=50", "-A -t 10.0.0.1:80 -s wlc -p 50"},
      {"-A -t 10.0.0.1 -p 1800", "-A -t 10.0.0.1:0 -s wlc -p 1800"},
      {"-A -M 255.255.255.0 -t 10.0.0.1:80 -p", "-A -t 10.0.0.1:80 -s wlc -p 300 -M 255.255.255.0"},
      {"-A -t 10.0.0.1:80 -p -M 255.255.255.255", "-A -t 10.0.0.1:80 -s wlc -p 300"},
      {"-A -t [2001:db8::1]:80 -p -M 64", "-A -t [2001:db8::1]:80 -s wlc -p 300 -M 64"},
      {"-A -u 10.0.0.1:53 --ops -s rr", "-A -u 10.0.0.1:53 -s rr -o"},
      {"-A -u 10.0.0.1:5060 -o -p 60 --pe sip -s rr",
       "-A -u 10.0.0.1:5060 -s rr -p 60 --pe sip -o"},
      {"-A -t 10.0.0.1:80 -b sh-port,sh-fallback -s sh",
       "-A -t 10.0.0.1:80 -s sh -b sh-port,sh-fallback"},
      {"-A --sctp-service 10.0.0.1:80", "-A --sctp-service 10.0.0.1:80 -s wlc"},
      {"-A -f 1 -6", "-A -f 1 -6 -s wlc"},
      {"-a -t 10.0.0.1:80 -r 10.0.0.2 -m", "-a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1"},
      {"-at 10.0.0.1:80 -r 10.0.0.2:8080 -mw3", "-a -t 10.0.0.1:80 -r 10.0.0.2:8080 -m -w 3"},
      {"-a -r 10.0.0.2:8080 -m -t 10.0.0.1:80 -w 0", "-a -t 10.0.0.1:80 -r 10.0.0.2:8080 -m -w 0"},
      {"-a -t 10.0.0.1:80 -r 10.0.0.2:8080", "-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 1"},
      {"-a -f 1 -r 10.0.0.2 -m", "-a -f 1 -r 10.0.0.2:0 -m -w 1"},
      {"-a -t [2001:db8::1]:80 -r [2001:db8::5]:8080 -m",
       "-a -t [2001:db8::1]:80 -r [2001:db8::5]:8080 -m -w 1"},
      {"-a -t 10.0.0.1:80 -r [2001:db8::5]:80 -i",
       "-a -t 10.0.0.1:80 -r [2001:db8::5]:80 -i -w 1 --tun-type ipip"},
      {"-a -t 10.0.0.1:80 -r 10.0.0.2 -i --tun-type gue --tun-port 6080 --tun-csum",
       "-a -t 10.0.0.1:80 -r 10.0.0.2:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum"},
      {"-a -t 10.0.0.1:80 -r 10.0.0.2 -m -x 10 -y 10", "-a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1"},
  };
  for (const SaveRow& row : rows) {
    EXPECT_EQ(to_line(command(row.typed)), row.saved) << row.typed;
    EXPECT_EQ(to_line(command(row.saved)), row.saved);
  }
}

TEST(Ipvsadm, VerbsAreKnownByLetterAndByName) {
  EXPECT_EQ(command("-E -t 10.0.0.1:80").verb, Verb::edit_service);
  EXPECT_EQ(command("-D -t 10.0.0.1:80").verb, Verb::delete_service);
  EXPECT_EQ(command("--edit-server -t 10.0.0.1:80 -r 10.0.0.2").verb, Verb::edit_server);
  EXPECT_EQ(command("-d -t 10.0.0.1:80 -r 10.0.0.2:8080").server->port, 8080);
  EXPECT_EQ(command("-C").verb, Verb::clear);
  EXPECT_EQ(command("-Z").verb, Verb::zero);
  EXPECT_EQ(command("-Sn").verb, Verb::save);
  EXPECT_EQ(command("-R").verb, Verb::restore);
  EXPECT_EQ(command("--start-daemon master --mcast-interface lan --syncid 7").verb,
            Verb::start_daemon);
  EXPECT_EQ(command("--stop-daemon=backup").verb, Verb::stop_daemon);
  EXPECT_EQ(command("ipvsadm").verb, Verb::list);
}

TEST(Ipvsadm, AListKeepsWhatWasAskedFor) {
  for (const char* line : {"-Lnc", "-lnc", "ipvsadm -L -n -c", "--list --numeric --connection"}) {
    const IpvsadmCommand list = command(line);
    EXPECT_EQ(list.verb, Verb::list) << line;
    EXPECT_TRUE(list.numeric && list.connections) << line;
    EXPECT_FALSE(list.stats) << line;
  }
  EXPECT_TRUE(command("-L --stats --rate --exact").rate);
  EXPECT_TRUE(command("-L --timeout").timeout_view);
  EXPECT_EQ(command("-Lnt 10.0.0.1:80").service->vip.port, 80);
}

TEST(Ipvsadm, TimeoutsOfZeroKeepWhatIsThere) {
  const IpvsadmCommand set = command("--set 2 0 30");
  EXPECT_EQ(set.verb, Verb::set_timeouts);
  EXPECT_EQ(set.timeouts[0], 2U);
  EXPECT_EQ(set.timeouts[1], 0U);
  EXPECT_EQ(set.timeouts[2], 30U);
}

TEST(Ipvsadm, ThresholdsAreKept) {
  const IpvsadmCommand add = command("-a -t 10.0.0.1:80 -r 10.0.0.2 -m -w 5 -x 100 -y 50");
  EXPECT_EQ(add.server_options.weight, 5);
  EXPECT_EQ(add.server_options.upper_threshold, 100U);
  EXPECT_EQ(add.server_options.lower_threshold, 50U);
  EXPECT_EQ(add.server_options.forwarding, Forwarding::masquerade);
}

struct BadLine {
  std::string_view line;
  std::string_view word;  ///< what the caret is under
  std::string_view message;
};

const BadLine bad_lines[] = {
    {"", "", "an ipvsadm line is empty"},
    {"-t 10.0.0.1:80", "-t", "the command comes first: -A, -a, -d, -L, ..."},
    {"-n -L", "-n", "the command comes first: -A, -a, -d, -L, ..."},
    {"add 10.0.0.1", "add", "the command comes first: -A, -a, -d, -L, ..."},
    {"-A -D -t 10.0.0.1:80", "-D", "-D is a second command"},
    {"-A", "-A", "-A needs a service: -t, -u, --sctp-service or -f"},
    {"-A -t", "-t", "option -t needs a value"},
    {"-A -t 10.0.0.1:80 -q", "-q", "unknown option '-q'"},
    {"-Lnq", "q", "unknown option '-q'"},
    {"-A -t 10.0.0.1:80 --shceduler=rr", "--shceduler",
     "unknown option '--shceduler'; did you mean '--scheduler'?"},
    {"-A -t 10.0.0.1:80 -s wrrr", "wrrr", "unknown scheduler 'wrrr'; did you mean 'wrr'?"},
    {"-A -t 10.0.0.1:80 -s rr -s wrr", "-s", "option -s is given twice"},
    {"-A -t 10.0.0.1:80 -u 10.0.0.1:80", "-u", "-t and -u exclude each other"},
    {"-A -t 10.0.0.1:80 -r 10.0.0.2", "-r", "option -r is only valid with -a, -e and -d"},
    {"-d -t 10.0.0.1:80 -r 10.0.0.2 -m", "-m", "option -m is only valid with -a and -e"},
    {"-A -t 10.0.0.1:80 -n", "-n", "option -n is only valid with -L and -S"},
    {"-A -t 10.0.0.1:0", "10.0.0.1:0", "a service without -p needs a port that is not 0"},
    {"-A -t 10.0.0.1", "10.0.0.1", "a service without -p needs a port that is not 0"},
    {"-A -t 10.0.0.1:65536", "65536", "'65536' is not a port number from 0 to 65535"},
    {"-A -t 10.0.0.1:http", "http", "'http' is not a port number from 0 to 65535"},
    {"-A -t 10.0.0.1:", ":", "a port is missing after this"},
    {"-A -t 10.0.0.256:80", "10.0.0.256", "'10.0.0.256' is not an address"},
    {"-A -t www:80", "www", "'www' is not an address"},
    {"-A -t 2001:db8::1:80", "2001:db8::1:80", "a port is missing; IPv6 is written [ADDRESS]:PORT"},
    {"-A -t [2001:db8::1]", "[2001:db8::1]",
     "'[2001:db8::1]' is not right; IPv6 is written [ADDRESS]:PORT"},
    {"-A -t 10.0.0.1:80 -p 0", "0", "'0' is not a persistence time from 1 to 2678400"},
    {"-A -t 10.0.0.1:80 -p soon", "soon", "'soon' is not a persistence time from 1 to 2678400"},
    {"-A -t 10.0.0.1:80 -p -M 24", "24", "'24' is not a mask such as 255.255.255.0"},
    {"-A -t [2001:db8::1]:80 -p -M 129", "129", "an IPv6 mask is a prefix length from 1 to 128"},
    {"-A -t 10.0.0.1:80 -o", "-o", "option -o is for UDP services"},
    {"-A -t 10.0.0.1:80 --pe sid", "sid", "unknown persistence engine 'sid'; did you mean 'sip'?"},
    {"-A -t 10.0.0.1:80 -s sh -b sh-port,sh-fallbck", "sh-fallbck",
     "scheduler sh has no flag 'sh-fallbck'; did you mean 'sh-fallback'?"},
    {"-A -t 10.0.0.1:80 -s rr -b sh-port", "sh-port", "scheduler rr has no flag 'sh-port'"},
    {"-A -f 0", "0", "'0' is not a firewall mark from 1 to 4294967295"},
    {"-A -t 10.0.0.1:80 -6", "-6", "option -6 must come after -f MARK"},
    {"-A -6 -f 1", "-6", "option -6 must come after -f MARK"},
    {"-a -t 10.0.0.1:80", "-a", "-a needs a server: -r ADDRESS[:PORT]"},
    {"-a -t 10.0.0.1:80 -r 10.0.0.2 -m -g", "-g", "-m and -g exclude each other"},
    {"-a -t 10.0.0.1:80 -r 10.0.0.2 -m -w heavy", "heavy",
     "'heavy' is not a weight from 0 to 2147483647"},
    {"-a -t 10.0.0.1:80 -r 10.0.0.2 -m -w -1", "-1", "'-1' is not a weight from 0 to 2147483647"},
    {"-a -t 10.0.0.1:80 -r 10.0.0.2 -m -w", "-w", "option -w needs a value"},
    {"-a -t 10.0.0.1:80 -r 10.0.0.2 -x 10 -y 20", "20",
     "the lower threshold (-y) is above the upper one (-x)"},
    {"-a -t 10.0.0.1:80 -r [2001:db8::5]:80 -m", "[2001:db8::5]:80",
     "only a tunnel (-i) leads to a server of the other address family"},
    {"-a -t 10.0.0.1:80 -r 10.0.0.2 -m --tun-type gue", "--tun-type",
     "option --tun-type is only valid with -i"},
    {"-a -t 10.0.0.1:80 -r 10.0.0.2 -i --tun-type gue", "--tun-type",
     "a gue tunnel needs --tun-port PORT"},
    {"-a -t 10.0.0.1:80 -r 10.0.0.2 -i --tun-type gri", "gri",
     "unknown tunnel type 'gri'; did you mean 'gre'?"},
    {"-a -t 10.0.0.1:80 -r 10.0.0.2 -i --tun-csum", "--tun-csum",
     "an ipip tunnel has no --tun-csum"},
    {"-A -t 10.0.0.1:80 rr", "rr", "unexpected 'rr'"},
    {"-L --numeric=yes", "yes", "option -n takes no value"},
    {"-L -c --stats", "--stats", "-c and --stats exclude each other"},
    {"-L --timeout -n --daemon", "--daemon", "--timeout and --daemon exclude each other"},
    {"--set 1 2", "--set", "--set needs three timeouts: TCP TCPFIN UDP"},
    {"--set 1 2 3 4", "4", "unexpected '4'"},
    {"--set 1 2 x", "x", "'x' is not a timeout from 0 to 2678400"},
    {"--start-daemon mater", "mater", "unknown state 'mater'; did you mean 'master'?"},
    {"--start-daemon master --mcast-group 10.0.0.1", "10.0.0.1",
     "'10.0.0.1' is not a multicast address"},
    {"-C -t 10.0.0.1:80", "-t", "option -t is only valid with -A, -E, -D, -a, -e, -d, -L and -Z"},
    {"-A -t '10.0.0.1:80", "'", "this quote is never closed"},
};

TEST(Ipvsadm, ErrorsPointAtTheWord) {
  for (const BadLine& row : bad_lines) {
    SCOPED_TRACE(row.line);
    const auto result = parse_ipvsadm(row.line);
    const auto* error = std::get_if<LineError>(&result);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->message, row.message);
    ASSERT_LE(size_t(error->offset + error->length), row.line.size());
    EXPECT_EQ(row.line.substr(size_t(error->offset), size_t(error->length)), row.word);
  }
}

/// Commands made of random valid parts, the same ones in every run.
class CommandMaker {
 public:
  IpvsadmCommand service() {
    IpvsadmCommand made;
    made.verb = Verb::add_service;
    made.service = key();
    ServiceOptions& options = made.service_options;
    options.scheduler = scheduler_names()[pick(uint32_t(scheduler_names().size()))];
    if (coin()) options.persistence = 1 + pick(2678400);
    if (coin()) options.persistence_engine = "sip";
    if (coin() && made.service->kind != ServiceKey::Kind::tcp) options.one_packet = true;
    if (coin() && options.scheduler == "sh") options.flags = {"sh-fallback", "sh-port"};
    return made;
  }

  IpvsadmCommand server() {
    IpvsadmCommand made;
    made.verb = Verb::add_server;
    made.service = key();
    made.server = Endpoint{address(made.service->family), uint16_t(pick(65536))};
    made.server_options.forwarding = coin() ? Forwarding::masquerade : Forwarding::tunnel;
    made.server_options.weight = int(pick(65536));
    if (made.server_options.forwarding == Forwarding::tunnel &&
        made.service->kind != ServiceKey::Kind::fwmark) {
      made.server->port = made.service->vip.port;
    }
    return made;
  }

 private:
  uint32_t pick(uint32_t below) {
    return std::uniform_int_distribution<uint32_t>(0, below - 1)(random_);
  }
  bool coin() { return pick(2) == 1; }

  IpAddress address(Family family) {
    if (family == Family::v4) return IpAddress::v4(0x0a000000U + pick(65536));
    return *IpAddress::parse(fmt::format("2001:db8::{:x}", 1 + pick(65535)));
  }

  ServiceKey key() {
    ServiceKey made;
    made.family = coin() ? Family::v4 : Family::v6;
    made.kind = coin()   ? ServiceKey::Kind::tcp
                : coin() ? ServiceKey::Kind::udp
                         : ServiceKey::Kind::fwmark;
    if (made.kind == ServiceKey::Kind::fwmark) {
      made.mark = 1 + pick(1000);
    } else {
      made.vip = {address(made.family), uint16_t(1 + pick(65535))};
    }
    return made;
  }

  std::mt19937 random_{20};  // NOLINT: every run makes the same commands
};

TEST(Ipvsadm, WhatIsWrittenIsReadBackTheSame) {
  CommandMaker maker;
  for (int i = 0; i < 2000; ++i) {
    const IpvsadmCommand made = i % 2 == 0 ? maker.service() : maker.server();
    const IpvsadmCommand read = command(to_line(made));
    EXPECT_EQ(to_line(read), to_line(made));
    EXPECT_EQ(read.verb, made.verb);
    EXPECT_EQ(read.service, made.service);
    EXPECT_EQ(read.server, made.server);
    EXPECT_EQ(read.service_options.persistence, made.service_options.persistence);
    EXPECT_EQ(read.service_options.flags, made.service_options.flags);
    EXPECT_EQ(read.server_options.weight, made.server_options.weight);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Ipvsadm, EveryBeginningOfALineIsReadWithoutHarm) {
  for (const BadLine& row : bad_lines) {
    for (size_t length = 0; length <= row.line.size(); ++length) {
      const auto result = parse_ipvsadm(row.line.substr(0, length));
      const auto* error = std::get_if<LineError>(&result);
      if (error == nullptr) continue;
      EXPECT_LE(size_t(error->offset + error->length), length) << row.line.substr(0, length);
    }
  }
}

}  // namespace
}  // namespace hopproof
