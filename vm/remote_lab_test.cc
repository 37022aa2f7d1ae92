#include "vm/remote_lab.hh"

#include "harness/case/ablation.hh"
#include "harness/case/load.hh"

#include <gtest/gtest.h>

namespace hopproof::vm {
namespace {

constexpr const char* case_text = R"(case: 1
name: what is sent
networks: {lan: {}}
nodes:
  client:
    interfaces: {lan: 10.0.0.1/24}
    routes: {to-vip: 10.1.0.1 via 10.0.0.2, other: 10.2.0.0/24 via 10.0.0.2}
  director:
    interfaces: {lan: [10.0.0.2/24, 10.1.0.1/32]}
    ipvs: [-A -t 10.1.0.1:80 -s rr]
steps:
  - probe: {from: client, http: 10.1.0.1:80}
)";

Case parsed() { return parse_case(case_text, "sent.yaml").parsed.value(); }

TEST(RemoteLab, SendsTheCaseAsItIsWritten) {
  run::LabJob job{parsed(), {"ipvs", "report/sent.ipvs.pcapng", false, ""}};
  job.options.until_step = "late";
  const Message order = order_for(job);
  EXPECT_EQ(order.body, case_text);
  EXPECT_EQ(order.field("do"), "run");
  EXPECT_EQ(order.field("file"), "sent.yaml");
  EXPECT_EQ(order.field("director"), "ipvs");
  EXPECT_EQ(order.field("pcapng"), "report/sent.ipvs.pcapng");
  EXPECT_EQ(order.field("removed"), "");
  EXPECT_EQ(order.field("until"), "late");
}

TEST(RemoteLab, SaysWhatTheCaseIsToDoWithout) {
  const run::LabJob job{without_items(parsed(), {"client.routes.to-vip", "director.ipvs.1"}),
                        {"ipvs", "", false, ""}};
  EXPECT_EQ(order_for(job).field("removed"), "client.routes.to-vip\ndirector.ipvs.1");
}

}  // namespace
}  // namespace hopproof::vm
