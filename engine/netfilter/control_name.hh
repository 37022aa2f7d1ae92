#pragma once

#include <string_view>

#include <sys/socket.h>
#include <sys/un.h>

namespace hopproof::netfilter {

/// The variable that gives programs in the director's node the name of its engine's control socket.
constexpr const char* control_variable = "HOPPROOF_ENGINE";
/// There is one engine in a network namespace, and abstract names belong to network namespaces.
constexpr std::string_view control_name = "hopproof-engine";

/// The address of an abstract AF_UNIX socket. Throws HostError when the name is too long.
class ControlName {
 public:
  explicit ControlName(std::string_view name);
  const sockaddr* data() const;
  socklen_t size() const { return size_; }

 private:
  sockaddr_un address_{};
  socklen_t size_ = 0;
};

}  // namespace hopproof::netfilter
