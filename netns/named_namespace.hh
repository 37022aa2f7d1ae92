#pragma once

#include "netns/namespace.hh"

#include <string>

namespace hopproof::netns {

/// A name under /run/netns for an anonymous namespace, so that `ip netns exec NAME` reaches it and
/// it outlives its processes. Needs root in the first user namespace.
class NamedNamespace {
 public:
  /// Throws SystemError: the name is taken, or naming is not permitted.
  NamedNamespace(const Namespace& space, const std::string& name);
  NamedNamespace(NamedNamespace&& other) noexcept;
  NamedNamespace& operator=(NamedNamespace&&) = delete;
  /// Takes the name away, unless it is kept.
  ~NamedNamespace();

  /// The name stays when this goes; remove() ends it.
  void keep() { path_.clear(); }
  static void remove(const std::string& name);

 private:
  std::string path_;
};

}  // namespace hopproof::netns
