// The floor of `./dev bench`: the namespaces, veth pairs, routes and one HTTP exchange of a case,
// without capture, engine or verdict. floor CASE
#include "harness/base/error.hh"
#include "harness/case/load.hh"
#include "netns/lab.hh"

#include <array>
#include <string_view>

#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hopproof {
namespace {

Fd tcp_socket(const netns::Namespace& space) {
  const netns::EnterScope in(space);
  return Fd(check("open a socket", ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)));
}

Fd listen_on(const netns::Namespace& space, const Endpoint& endpoint) {
  Fd socket = tcp_socket(space);
  sockaddr_storage address;
  const unsigned length = endpoint.to_sockaddr(address);
  check("bind", ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), length));
  check("listen", ::listen(socket.get(), 1));
  return socket;
}

Fd connect_to(const netns::Namespace& space, const Endpoint& endpoint) {
  Fd socket = tcp_socket(space);
  sockaddr_storage address;
  const unsigned length = endpoint.to_sockaddr(address);
  check("connect", ::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), length));
  return socket;
}

void pass(const Fd& from, const Fd& to, std::string_view text) {
  std::array<char, 512> buffer{};
  check_long("write", ::write(from.get(), text.data(), text.size()));
  check_long("read", ::read(to.get(), buffer.data(), buffer.size()));
}

void exchange(netns::Lab& lab, const Node& client, const Node& server) {
  const Endpoint endpoint{server.interfaces.front().addresses.front().cidr.address, 80};
  const Fd listener = listen_on(lab.node(server.name).space, endpoint);
  const Fd near = connect_to(lab.node(client.name).space, endpoint);
  const Fd far(check("accept", ::accept(listener.get(), nullptr, nullptr)));
  pass(near, far, "GET / HTTP/1.1\r\nHost: floor\r\n\r\n");
  pass(far, near, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
}

int floor(const char* file) {
  const LoadedCase loaded = load_case(file);
  if (!loaded.parsed) return 3;
  netns::Lab lab(*loaded.parsed);
  exchange(lab, *loaded.parsed->find_node("client"), *loaded.parsed->find_node("rs1"));
  return 0;
}

}  // namespace
}  // namespace hopproof

int main(int argc, char** argv) {
  try {
    return argc == 2 ? hopproof::floor(argv[1]) : 2;
  } catch (const std::exception& e) {
    fmt::print(stderr, "floor: {}\n", e.what());
    return 4;
  }
}
