#include "engine/director/proc_connections.hh"

#include <gtest/gtest.h>

namespace hopproof::director {
namespace {

constexpr const char* listing_header =
    "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData\n";

TEST(ProcConnections, ReadsBothFamilies) {
  const auto rows = parse_proc_connections(
      std::string(listing_header) +
      "TCP 0A000002 9C40 0A000001 0050 AC100002 1F90 ESTABLISHED     899\n"
      "UDP 2001:0db8:0000:0000:0000:0000:0000:0002 1388 2001:0db8:0000:0000:0000:0000:0000:0001 "
      "0035 fd00:0000:0000:0000:0000:0000:0000:0005 0035 UDP             300\n");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].protocol, "TCP");
  EXPECT_EQ(rows[0].client.text(), "10.0.0.2:40000");
  EXPECT_EQ(rows[0].virtual_service.text(), "10.0.0.1:80");
  EXPECT_EQ(rows[0].destination.text(), "172.16.0.2:8080");
  EXPECT_EQ(rows[0].state, "ESTABLISHED");
  EXPECT_EQ(rows[0].expires, 899);
  EXPECT_EQ(rows[1].destination.text(), "[fd00::5]:53");
}

TEST(ProcConnections, ToleratesFurtherColumns) {
  const auto rows = parse_proc_connections(
      "TCP 0A000002 9C40 0A000001 0050 AC100002 1F90 NONE 3 sip callid later\n");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].expires, 3);
}

TEST(ProcConnections, LeavesOutWhatItDoesNotUnderstand) {
  EXPECT_TRUE(parse_proc_connections("").empty());
  EXPECT_TRUE(parse_proc_connections(listing_header).empty());
  for (const char* row : {"TCP 0A000002 9C40 0A000001 0050 AC100002 1F90 ESTABLISHED",
                          "TCP 0A00000 9C40 0A000001 0050 AC100002 1F90 NONE 3",
                          "TCP 0A000002 9C4 0A000001 0050 AC100002 1F90 NONE 3",
                          "TCP 0A000002 9C40 0A000001 0050 AC100002 1F90 NONE soon",
                          "TCP 0A000002 9C40 not:an:address 0050 AC100002 1F90 NONE 3"})
    EXPECT_TRUE(parse_proc_connections(row).empty()) << row;
}

}  // namespace
}  // namespace hopproof::director
