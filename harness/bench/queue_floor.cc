// The ceiling of `./dev bench` for everything that meets packets through NFQUEUE: takes the queue
// of this network namespace and lets every packet go on as it came. queue_floor
#include "engine/netfilter/nft/ruleset.hh"
#include "engine/netfilter/packet_queue.hh"
#include "harness/base/error.hh"

#include <exception>

#include <fmt/format.h>
#include <poll.h>

int main() {
  using hopproof::netfilter::PacketQueue;
  try {
    PacketQueue queue(hopproof::netfilter::queue_number);
    for (pollfd waiting{queue.fd(), POLLIN, 0}; ::poll(&waiting, 1, -1) >= 0;) {
      for (const auto& packet : queue.receive()) queue.verdicts().accept(packet.id);
      queue.send_verdicts();
    }
    hopproof::throw_errno("wait for packets");
  } catch (const std::exception& error) {
    fmt::print(stderr, "queue_floor: {}\n", error.what());
    return 4;
  }
}
