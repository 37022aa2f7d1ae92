#include "engine/core/connections/flow_key.hh"

namespace hopproof::core {

FlowHash::FlowHash(uint64_t seed) {
  for (uint64_t& key : keys_) {  // splitmix64 spreads the seed over the keys
    seed += 0x9e3779b97f4a7c15;
    uint64_t z = seed;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    key = (z ^ z >> 31) | 1;
  }
}

}  // namespace hopproof::core
