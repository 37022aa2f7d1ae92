#include "harness/differential/service_lines.hh"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace hopproof::differential {

std::string ServiceLines::add(MadeService& service) {
  constexpr std::array<std::string_view, 8> protocols{"tcp", "tcp",  "tcp",  "udp",
                                                      "udp", "sctp", "sctp", "sctp"};
  constexpr std::array<uint16_t, 3> ports{80, 8000, 443};
  service.protocol = dice_.pick(protocols);
  const uint64_t mark = dice_.one_in(6) ? 2 + dice_.below(2) : 0;
  service.vip = {addresses_.vip(mark == 0 ? 1 : mark), dice_.pick(ports)};
  const std::string options = scheduler_words();
  const bool persistent = dice_.one_in(3);
  if (persistent && mark == 0 && dice_.one_in(4)) service.vip.port = 0;
  const char* letter = service.protocol == "tcp"   ? "-t"
                       : service.protocol == "udp" ? "-u"
                                                   : "--sctp-service";
  service.name = fmt::format("{} {}", letter, service.vip.text());
  if (mark != 0)
    service.name = fmt::format("-f {}{}", mark, addresses_.family() == Family::v6 ? " -6" : "");
  std::string line = fmt::format("-A {} {}", service.name, options);
  if (persistent) line += persistence_words();
  if (service.protocol == "udp" && dice_.one_in(5)) line += " -o";
  return line;
}

std::string ServiceLines::edit(const MadeService& service) {
  return fmt::format("-E {} {}{}", service.name, scheduler_words(),
                     service.vip.port == 0 ? " -p 50" : "");
}

std::string ServiceLines::change_server(MadeService& service, const std::string& verb) {
  constexpr std::array<uint16_t, 2> ports{80, 8080};
  const uint16_t port = service.vip.port == 0 ? uint16_t{0} : dice_.pick(ports);
  Endpoint server{addresses_.server(dice_.below(4)), port};
  if (verb != "-a" && !service.servers.empty()) server = dice_.pick(service.servers);
  if (verb == "-a") service.servers.push_back(server);
  const std::string options = verb == "-d" ? "" : server_options();
  return fmt::format("{} {} -r {}{}", verb, service.name, server.text(), options);
}

std::string ServiceLines::scheduler_words() {
  constexpr std::array<std::string_view, 13> names{"rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh",
                                                   "sh", "sed", "nq", "fo",  "ovf",  "mh"};
  const std::string name(dice_.pick(names));
  std::string words = "-s " + name;
  if ((name != "sh" && name != "mh") || dice_.one_in(2)) return words;
  constexpr std::array<std::string_view, 3> flags{"{0}-port", "{0}-fallback",
                                                  "{0}-port,{0}-fallback"};
  return words + " -b " + fmt::format(fmt::runtime(dice_.pick(flags)), name);
}

std::string ServiceLines::persistence_words() {
  std::string words = fmt::format(" -p {}", 1 + dice_.below(120));
  if (!dice_.one_in(3)) return words;
  return words + (addresses_.family() == Family::v4 ? " -M 255.255.255.254" : " -M 127");
}

std::string ServiceLines::server_options() {
  std::string words = fmt::format(" -m -w {}", dice_.one_in(6) ? 0 : 1 + dice_.below(5));
  if (dice_.one_in(6)) {
    const uint64_t upper = 1 + dice_.below(4);
    words += fmt::format(" -x {}", upper);
    if (dice_.one_in(2)) words += fmt::format(" -y {}", dice_.below(upper + 1));
  }
  return words;
}

}  // namespace hopproof::differential
