#pragma once

#include "engine/director/engine_director.hh"
#include "harness/base/error.hh"
#include "netns/child.hh"
#include "netns/firewall.hh"
#include "netns/lab.hh"
#include "netns/user_namespace.hh"

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

// What the live tests of the attachment share: nodes described in a few words, servers that report
// their name, and one client. Everything runs on one thread.
namespace hopproof::live {

using Texts = std::vector<std::string>;

inline Node node(const std::string& name,
                 const std::vector<std::pair<std::string, Texts>>& interfaces,
                 const Texts& routes = {}) {
  Node node;
  node.name = name;
  for (const auto& [network, addresses] : interfaces) {
    Interface interface {
      network, network, {}, {}
    };
    for (const auto& text : addresses)
      interface.addresses.push_back({*Cidr::parse(text), text, {}});
    node.interfaces.push_back(interface);
  }
  for (const auto& text : routes) {
    RouteItem item;
    item.name = item.text = text;
    item.route = std::get<Route>(parse_route(text));
    node.routes.push_back(item);
  }
  return node;
}

inline void set_sysctl(Node& node, const std::string& name, const std::string& value) {
  SysctlItem item;
  item.name = name;
  item.text = value;
  node.sysctls.push_back(item);
}

inline Case deployment(const Texts& networks, std::vector<Node> nodes) {
  Case deployment;
  for (const auto& name : networks) deployment.networks.push_back({name, 1500, {}});
  deployment.nodes = std::move(nodes);
  return deployment;
}

enum class Protocol { tcp, udp };

inline Fd open_socket(const netns::Namespace& space, Protocol protocol, const IpAddress& address) {
  const netns::EnterScope inside(space);
  const int type = protocol == Protocol::tcp ? SOCK_STREAM : SOCK_DGRAM;
  const int family = address.is_v4() ? AF_INET : AF_INET6;
  return Fd(check("open a socket", ::socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)));
}

/// Answers every client with its name and the address of the peer it sees.
class Server {
 public:
  Server(const netns::Namespace& space, std::string name, Protocol protocol,
         const std::string& endpoint)
      : name_(std::move(name)),
        protocol_(protocol),
        socket_(open_socket(space, protocol, Endpoint::parse(endpoint)->address)) {
    sockaddr_storage address{};
    const auto length = Endpoint::parse(endpoint)->to_sockaddr(address);
    check("bind " + endpoint, ::bind(fd(), reinterpret_cast<sockaddr*>(&address), length));
    if (protocol == Protocol::tcp) check("listen", ::listen(fd(), 16));
  }

  int fd() const { return socket_.get(); }

  void serve() { protocol_ == Protocol::tcp ? serve_tcp() : serve_udp(); }

 private:
  std::string answer_to(const sockaddr_storage& peer) const {
    return name_ + " " + Endpoint::from(peer).address.text();
  }

  void serve_tcp() {
    sockaddr_storage peer{};
    socklen_t length = sizeof peer;
    Fd connection(::accept4(fd(), reinterpret_cast<sockaddr*>(&peer), &length, SOCK_CLOEXEC));
    if (!connection) return;
    const std::string answer = answer_to(peer);
    (void)!::send(connection.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
  }

  void serve_udp() {
    sockaddr_storage peer{};
    socklen_t length = sizeof peer;
    std::array<char, 65536> datagram;
    const auto size = ::recvfrom(fd(), datagram.data(), datagram.size(), 0,
                                 reinterpret_cast<sockaddr*>(&peer), &length);
    if (size < 0) return;
    std::string answer = answer_to(peer);
    answer.resize(std::max(answer.size(), size_t(size)), ' ');
    (void)!::sendto(fd(), answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&peer),
                    length);
  }

  std::string name_;
  Protocol protocol_;
  Fd socket_;
};

inline std::string failure_text(int error) {
  switch (error) {
    case ECONNREFUSED:
      return "refused";
    case ECONNRESET:
      return "reset";
    case EHOSTUNREACH:
    case ENETUNREACH:
      return "unreachable";
    default:
      return std::string("error ") + std::to_string(error);
  }
}

/// One request and what became of it.
class Client {
 public:
  Client(const netns::Namespace& space, Protocol protocol, const std::string& target,
         size_t size = 4)
      : protocol_(protocol),
        socket_(open_socket(space, protocol, Endpoint::parse(target)->address)) {
    sockaddr_storage address{};
    const auto length = Endpoint::parse(target)->to_sockaddr(address);
    if (::connect(fd(), reinterpret_cast<sockaddr*>(&address), length) < 0 &&
        errno != EINPROGRESS) {
      outcome_ = failure_text(errno);
    } else if (protocol == Protocol::udp) {
      const std::string datagram(size, 'x');
      (void)!::send(fd(), datagram.data(), datagram.size(), MSG_NOSIGNAL);
    }
  }

  int fd() const { return socket_.get(); }
  bool done() const { return !outcome_.empty(); }
  const std::string& outcome() const { return outcome_; }

  void read() {
    std::array<char, 65536> text;
    const auto size = ::recv(fd(), text.data(), text.size(), 0);
    if (size > 0) answer_.append(text.data(), size_t(size));
    if (size < 0 && errno != EAGAIN) outcome_ = failure_text(errno);
    const bool complete = protocol_ == Protocol::udp ? size > 0 : size == 0;
    if (complete)
      outcome_ =
          size > 1000 ? std::to_string(size) : answer_.substr(0, answer_.find_last_not_of(' ') + 1);
  }

 private:
  Protocol protocol_;
  Fd socket_;
  std::string answer_, outcome_;
};

/// Lets client and servers act until the client knows: "rs1 10.0.0.2", "refused", ... or "timeout".
inline std::string outcome_of(Client client, const std::vector<Server*>& servers,
                              std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!client.done()) {
    std::vector<pollfd> fds{{client.fd(), POLLIN, 0}};
    for (const Server* server : servers) fds.push_back({server->fd(), POLLIN, 0});
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0 || ::poll(fds.data(), fds.size(), int(left.count())) == 0)
      return "timeout";
    for (size_t i = 0; i < servers.size(); ++i) {
      if (fds[i + 1].revents != 0) servers[i]->serve();
    }
    if (fds[0].revents != 0) client.read();
  }
  return client.outcome();
}

/// A lab with an engine on the node "director".
class LiveTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!netns::may_administer()) GTEST_SKIP() << "this user may not create network namespaces";
  }

  void start(Case deployment) {
    lab_ = std::make_unique<netns::Lab>(std::move(deployment));
    director_ = std::make_unique<director::EngineDirector>(space("director"), lab_->folder());
    director_->wait_until_ready();
  }

  const netns::Namespace& space(const std::string& name) { return lab_->node(name).space; }

  void ipvs(const Texts& lines) {
    for (const auto& line : lines) {
      const director::CommandResult result = director_->ipvsadm(line);
      EXPECT_EQ(result.exit_code, 0) << line << ": " << result.output;
    }
  }

  /// iptables rules of the director, named by their order.
  netns::Firewall firewall(const Texts& rules, Family family = Family::v4) {
    std::vector<netns::AppliedRule> applied;
    for (const auto& rule : rules) {
      applied.push_back({std::to_string(applied.size()), rule, director_->translate(rule, family)});
    }
    return netns::Firewall(space("director"), family, applied);
  }

  std::string ask(const std::string& target, Protocol protocol = Protocol::tcp, size_t size = 4,
                  const std::string& from = "client") {
    std::vector<Server*> servers;
    for (auto& server : servers_) servers.push_back(server.get());
    return outcome_of(Client(space(from), protocol, target, size), servers, patience_);
  }

  void serve(const std::string& name, const std::string& endpoint,
             Protocol protocol = Protocol::tcp) {
    servers_.push_back(std::make_unique<Server>(space(name), name, protocol, endpoint));
  }

  /// A command in the director's node, as a step of a case runs it.
  netns::Finished command(Texts words) {
    netns::ChildSpec spec;
    spec.words = {"sh", "-c", "exec \"$0\" \"$@\""};
    spec.words.insert(spec.words.end(), words.begin(), words.end());
    spec.space = &space("director");
    spec.environment = director_->command_environment();
    spec.environment.emplace_back("PATH",
                                  director_->command_folder() + ":/usr/sbin:/usr/bin:/sbin:/bin");
    return netns::run(spec);
  }

  std::unique_ptr<netns::Lab> lab_;
  std::unique_ptr<director::EngineDirector> director_;
  std::vector<std::unique_ptr<Server>> servers_;
  std::chrono::milliseconds patience_{700};
};

}  // namespace hopproof::live
