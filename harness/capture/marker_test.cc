#include "harness/capture/marker.hh"

#include <vector>

#include <gtest/gtest.h>

namespace hopproof::capture {
namespace {

TEST(Marker, CarriesItsNonce) {
  EXPECT_EQ(marker_nonce(make_marker(0x0123456789abcdef)), 0x0123456789abcdefu);
}

TEST(Marker, StaysOnItsSegment) {
  const MarkerFrame frame = make_marker(1);
  EXPECT_EQ(frame[0], 0x01);  // 01:80:c2:00:00:0e: no bridge forwards it
  EXPECT_EQ(frame[5], 0x0e);
  EXPECT_EQ(frame[6] | frame[11], 0);  // no source: no bridge learns from it
}

TEST(Marker, OtherFramesAreNone) {
  MarkerFrame frame = make_marker(1);
  EXPECT_FALSE(marker_nonce(std::span(frame).first(29)));
  EXPECT_FALSE(marker_nonce({}));
  frame[13] = 0xb6;
  EXPECT_FALSE(marker_nonce(frame));
}

}  // namespace
}  // namespace hopproof::capture
