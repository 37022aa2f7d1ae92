#include "engine/core/services/server.hh"

namespace hopproof::core {

void Server::connection_added() {
  if (options.upper_threshold != 0 && total() >= options.upper_threshold) overloaded = true;
}

void Server::connection_removed() {
  const bool relieved = options.lower_threshold != 0 ? total() < options.lower_threshold
                        : options.upper_threshold != 0
                            ? uint64_t{total()} * 4 < uint64_t{options.upper_threshold} * 3
                            : true;
  if (relieved) overloaded = false;
}

}  // namespace hopproof::core
