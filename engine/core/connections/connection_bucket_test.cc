#include "engine/core/connections/connection_bucket.hh"

#include <gtest/gtest.h>

namespace hopproof::core {
namespace {

TEST(Bucket, FindsEveryTagInEverySlotAndNoOther) {
  for (size_t slot = 0; slot < ConnectionBucket::slots; ++slot)
    for (uint32_t tag = 1; tag < 256; ++tag)
      for (const uint32_t beside : {0u, 1u, 127u, 128u, 255u, tag ^ 1, tag ^ 128}) {
        if (beside == tag) continue;
        ConnectionBucket bucket;
        bucket.tags.fill(static_cast<uint8_t>(beside));
        bucket.tags[slot] = static_cast<uint8_t>(tag);
        ASSERT_EQ(bucket.slots_with(static_cast<uint8_t>(tag)), 1u << slot) << tag << " " << beside;
      }
}

TEST(Bucket, FindsAllOfATag) {
  ConnectionBucket bucket;
  for (const size_t slot : {0u, 7u, 8u, 11u}) bucket.tags[slot] = 5;
  EXPECT_EQ(bucket.slots_with(5), 0b1001'1000'0001u);
}

TEST(Bucket, KeepsTheNewestFirst) {
  ConnectionBucket bucket;
  for (ConnectionId id = 1; id <= ConnectionBucket::slots; ++id) {
    EXPECT_FALSE(bucket.is_full());
    bucket.push(id, 9);
  }
  EXPECT_TRUE(bucket.is_full());
  EXPECT_EQ(bucket.ids.front(), 12u);
  EXPECT_EQ(bucket.ids.back(), 1u);
  bucket.erase(0);
  bucket.erase(10);
  EXPECT_EQ(bucket.ids.front(), 11u);
  EXPECT_EQ(bucket.slots_with(9), 0b11'1111'1111u);
}

}  // namespace
}  // namespace hopproof::core
