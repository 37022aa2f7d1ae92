#include "engine/netfilter/control_name.hh"

#include "harness/base/error.hh"

#include <algorithm>
#include <cstddef>

#include <sys/socket.h>

namespace hopproof::netfilter {

ControlName::ControlName(std::string_view name) {
  if (name.size() + 1 > sizeof address_.sun_path)
    throw HostError("the control socket's name is too long");
  address_.sun_family = AF_UNIX;
  std::copy(name.begin(), name.end(), address_.sun_path + 1);  // a leading zero: abstract
  size_ = socklen_t(offsetof(sockaddr_un, sun_path) + 1 + name.size());
}

const sockaddr* ControlName::data() const { return reinterpret_cast<const sockaddr*>(&address_); }

}  // namespace hopproof::netfilter
