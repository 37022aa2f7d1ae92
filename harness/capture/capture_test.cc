#include "harness/capture/capture.hh"

#include "harness/base/error.hh"
#include "harness/capture/pcapng.hh"
#include "netns/carrier.hh"
#include "netns/child.hh"
#include "netns/offload.hh"

#include <filesystem>
#include <optional>
#include <string_view>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hopproof::capture {
namespace {

using testing::HasSubstr;

/// Two namespaces and a veth pair between them, made with `ip`.
class LiveCapture : public testing::Test {
 protected:
  void SetUp() override try {
    left_ = netns::Namespace::create();
    right_ = netns::Namespace::create();
    for (const netns::Namespace* space : {&*left_, &*right_}) {
      in(*space, "echo 1 > /proc/sys/net/ipv6/conf/default/disable_ipv6");
    }
    in(*right_, "ip link add name lan type veth peer name peer");
    const std::string pid_fd = "/proc/self/fd/" + std::to_string(left_fd);
    in(*right_, "ip link set peer netns " + pid_fd, left_->fd().get());
    in(*left_, "ip link set peer name lan address 02:00:0a:00:00:01");
    in(*right_, "ip link set lan address 02:00:0a:00:00:02");
    for (const auto& [space, address] :
         {std::pair(&*left_, "10.0.0.1/24"), {&*right_, "10.0.0.2/24"}}) {
      in(*space, std::string("ip address add ") + address + " dev lan");
      in(*space, "ip link set lan up");
      netns::switch_offloads_off(*space, {"lan"});
    }
    wait_until_frames_pass();
  } catch (const MissingCapability& missing) {
    GTEST_SKIP() << missing.what();
  } catch (const SystemError& missing) {
    GTEST_SKIP() << missing.what();
  }

  static constexpr int left_fd = 9;

  static netns::Finished in(const netns::Namespace& space, const std::string& command,
                            int descriptor = -1) {
    netns::ChildSpec spec;
    spec.words = {"sh", "-c", command};
    spec.space = &space;
    if (descriptor >= 0) spec.descriptors = {{descriptor, left_fd}};
    netns::Finished done = netns::run(spec);
    if (done.status.code != 0) ADD_FAILURE() << command << ": " << done.output;
    return done;
  }

  /// Both ends have carrier: what is sent before that is lost without a word (noop_enqueue).
  void wait_until_frames_pass() const {
    for (const netns::Namespace* space : {&*left_, &*right_}) {
      const int index = [&] {
        const netns::EnterScope scope(*space);
        return int(::if_nametoindex("lan"));
      }();
      netns::wait_for_carrier(*space, {index}, "the pair of the test");
    }
  }

  std::vector<netns::TapPoint> points() const {
    return {{"left", "lan", "lan", {2, 0, 10, 0, 0, 1}, false, &*left_, "lan"},
            {"right", "lan", "lan", {2, 0, 10, 0, 0, 2}, false, &*right_, "lan"}};
  }

  /// A UDP socket at 10.0.0.X:5000, which also listens, so that nothing is answered.
  static Fd socket_at(const netns::Namespace& space, const Endpoint& local) {
    const netns::EnterScope scope(space);
    Fd fd(check("open a socket", ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)));
    sockaddr_storage storage;
    const unsigned length = local.to_sockaddr(storage);
    check("bind", ::bind(fd.get(), reinterpret_cast<sockaddr*>(&storage), length));
    return fd;
  }

  /// Sends datagrams from left to right.
  void send(int count) const {
    const Fd from = socket_at(*left_, {IpAddress::v4(0x0a000001), 5000});
    const Fd to = socket_at(*right_, right_end);
    sockaddr_storage storage;
    const unsigned length = right_end.to_sockaddr(storage);
    for (int i = 0; i < count; ++i) {
      check_long("send", ::sendto(from.get(), sent_words.data(), sent_words.size(), 0,
                                  reinterpret_cast<sockaddr*>(&storage), length));
    }
  }

  static int datagrams_at(const std::vector<trace::Frame>& frames, int tap) {
    return int(std::ranges::count_if(frames, [&](const trace::Frame& frame) {
      return frame.tap == tap && frame.bytes.size() == 42 + sent_words.size() &&
             frame.bytes[23] == 17;
    }));
  }

  static constexpr std::string_view sent_words = "from left to right";
  static inline const Endpoint right_end{IpAddress::v4(0x0a000002), 5000};

  EventLoop loop_;
  std::optional<netns::Namespace> left_, right_;
};

TEST_F(LiveCapture, SeesADatagramAtBothEnds) {
  Capture capture(loop_, points());
  EXPECT_EQ(capture.taps()[1].name(), "right.lan");
  send(1);
  const std::vector<trace::Frame> frames = capture.settle();
  EXPECT_EQ(datagrams_at(frames, 0), 1);
  EXPECT_EQ(datagrams_at(frames, 1), 1);
  EXPECT_EQ(capture.lost(), 0u);
  EXPECT_EQ(capture.seen(), frames.size());
  int number = 0;
  for (const trace::Frame& frame : frames) EXPECT_EQ(frame.number, ++number);
  EXPECT_TRUE(std::ranges::is_sorted(frames, {}, &trace::Frame::time_ns));
}

TEST_F(LiveCapture, SettleIsCompleteAndGivesEachFrameOnce) {
  Capture capture(loop_, points());
  send(1);
  const size_t first = capture.settle().size();
  EXPECT_EQ(capture.settle().size(), 0u);
  send(200);
  const std::vector<trace::Frame> frames = capture.settle();
  EXPECT_EQ(datagrams_at(frames, 0), 200);
  EXPECT_EQ(datagrams_at(frames, 1), 200);
  ASSERT_FALSE(frames.empty());
  EXPECT_EQ(frames.front().number, int(first) + 1);
}

TEST_F(LiveCapture, RingHoldsABurstThatNobodyReads) {
  Capture capture(loop_, points());
  send(1000);
  EXPECT_EQ(datagrams_at(capture.settle(), 0), 1000);
  EXPECT_EQ(capture.lost(), 0u);
}

TEST_F(LiveCapture, LinkThatIsDownIsNotWaitedFor) {
  Capture capture(loop_, points());
  in(*right_, "ip link set lan down");
  const auto start = EventLoop::Clock::now();
  capture.settle();
  EXPECT_LT(EventLoop::Clock::now() - start, std::chrono::seconds(2));
  in(*right_, "ip link set lan up");
  wait_until_frames_pass();
  send(1);
  EXPECT_EQ(datagrams_at(capture.settle(), 1), 1);
}

TEST_F(LiveCapture, DeviceThatIsGoneIsNotWaitedFor) {
  Capture capture(loop_, points());
  in(*right_, "ip link del lan");
  EXPECT_NO_THROW(capture.settle());
}

TEST_F(LiveCapture, UnknownDeviceIsNamed) {
  auto wrong = points();
  wrong[1].device = "nothing";
  try {
    Capture capture(loop_, wrong);
    FAIL() << "opened a device that does not exist";
  } catch (const HostError& error) {
    EXPECT_THAT(error.what(), HasSubstr("tap right.lan: "));
  }
}

TEST_F(LiveCapture, TcpdumpReadsTheCapture) {
  const std::string path = testing::TempDir() + "live" + std::to_string(::getpid()) + ".pcapng";
  {
    Capture capture(loop_, points());
    send(1);
    PcapngWriter(Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), path,
                 capture.taps())
        .write(capture.settle());
  }
  const netns::Finished dump = in(*left_, "tcpdump -nn -r " + path + " udp 2>&1 || true");
  std::filesystem::remove(path);
  if (dump.output.find("Couldn't change to") != std::string::npos) {
    GTEST_SKIP() << "tcpdump cannot change its user in this user namespace";
  }
  EXPECT_THAT(dump.output, HasSubstr("IP 10.0.0.1.5000 > 10.0.0.2.5000: UDP, length 18"));
}

}  // namespace
}  // namespace hopproof::capture
