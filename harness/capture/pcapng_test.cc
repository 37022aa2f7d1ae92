#include "harness/capture/pcapng.hh"

#include "harness/base/error.hh"
#include "netns/child.hh"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace hopproof::capture {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Fd new_file(const std::string& path) {
  return Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
}

class Pcapng : public testing::Test {
 protected:
  Pcapng() {
    std::string pattern = testing::TempDir() + "pcapng.XXXXXX";
    check("make a folder", ::mkdtemp(pattern.data()) == nullptr ? -1 : 0);
    folder_ = pattern;
    path_ = folder_ / "case.pcapng";
  }
  ~Pcapng() override { std::filesystem::remove_all(folder_); }

  std::vector<trace::TapInfo> taps() const {
    return {{0, "client", "lan", "lan", {2, 0, 0, 0, 0, 1}, false},
            {1, "director", "lan", "lan", {2, 0, 0, 0, 0, 2}, false},
            {2, "director", "lan", "lan", {2, 0, 0, 0, 0, 2}, true}};
  }

  /// An ARP question of the client, as tap number `tap` sees it.
  trace::Frame question(int tap, int number) const {
    std::vector<uint8_t> bytes{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0,  1, 8, 6,
                               0,    1,    8,    0,    6,    4,    0, 1, 2, 0, 0,  0, 0, 1,
                               10,   0,    0,    1,    0,    0,    0, 0, 0, 0, 10, 0, 0, 2};
    const auto length = uint32_t(bytes.size());
    return {tap, 1'700'000'000'123'456'789 + number, length, std::move(bytes), number};
  }

  void write_sample() const {
    PcapngWriter writer(new_file(path_), path_, taps(), {"lan of client, 10.0.0.1/24"});
    writer.write(std::vector{question(0, 1), question(2, 2)});
    writer.write(std::vector{question(1, 3)}, {{3, "here it is lost"}});
  }

  std::vector<uint8_t> sample_bytes() const {
    write_sample();
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

  /// nullopt when there is no such program.
  static std::optional<netns::Finished> output_of(std::vector<std::string> words) try {
    netns::ChildSpec spec;
    spec.words = std::move(words);
    return netns::run(spec);
  } catch (const SystemError&) {
    return std::nullopt;
  }

  /// The message of the error, "" when it could be read.
  static std::string error_of(std::span<const uint8_t> bytes) {
    try {
      parse_pcapng(bytes, "x.pcapng");
      return "";
    } catch (const HostError& error) {
      return error.what();
    }
  }

  std::filesystem::path folder_;
  std::string path_;
};

TEST_F(Pcapng, ReadsWhatItWrote) {
  write_sample();
  const PcapngFile file = read_pcapng(path_);
  EXPECT_THAT(file.interfaces, ElementsAre("client.lan", "director.lan", "switch:director.lan"));
  ASSERT_EQ(file.frames.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    const trace::Frame wanted = question(std::vector{0, 2, 1}[size_t(i)], i + 1);
    const trace::Frame& read = file.frames[size_t(i)];
    EXPECT_EQ(read.tap, wanted.tap);
    EXPECT_EQ(read.time_ns, wanted.time_ns);
    EXPECT_EQ(read.wire_length, wanted.wire_length);
    EXPECT_EQ(read.bytes, wanted.bytes);
    EXPECT_EQ(read.number, wanted.number);
  }
}

TEST_F(Pcapng, OddLengthsArePadded) {
  trace::Frame frame = question(0, 1);
  frame.bytes.resize(15);
  PcapngWriter(new_file(path_), path_, taps()).write(std::vector{frame, question(1, 2)});
  const PcapngFile file = read_pcapng(path_);
  EXPECT_EQ(file.frames[0].bytes.size(), 15u);
  EXPECT_EQ(file.frames[0].wire_length, 42u);
  EXPECT_EQ(file.frames[1].bytes, question(1, 2).bytes);
}

TEST_F(Pcapng, TcpdumpReadsIt) {
  write_sample();
  const auto dump = output_of({"tcpdump", "-nn", "-tt", "-r", path_, "--nano"});
  if (!dump) GTEST_SKIP() << "this program is not installed";
  if (dump->output.find("Couldn't change to") != std::string::npos) {
    GTEST_SKIP() << "tcpdump cannot change its user in this user namespace";
  }
  EXPECT_EQ(dump->status.code, 0) << dump->output;
  EXPECT_THAT(dump->output,
              HasSubstr("1700000000.123456790 ARP, Request who-has 10.0.0.2 tell 10.0.0.1"));
}

TEST_F(Pcapng, TsharkShowsNamesDirectionsAndComments) {
  write_sample();
  const auto dump = output_of({"tshark", "-r", path_, "-T", "fields", "-e", "frame.interface_name",
                               "-e", "frame.interface_description", "-e", "frame.comment", "-e",
                               "frame.packet_flags_direction"});
  if (!dump) GTEST_SKIP() << "this program is not installed";
  EXPECT_EQ(dump->status.code, 0) << dump->output;
  EXPECT_THAT(dump->output, HasSubstr("client.lan\ton network lan\t\t0x00000002\n"));
  EXPECT_THAT(dump->output, HasSubstr("switch:director.lan\ton network lan\t\t0x00000002\n"));
  EXPECT_THAT(dump->output,
              HasSubstr("director.lan\ton network lan\there it is lost\t0x00000001\n"));
}

TEST_F(Pcapng, TsharkShowsTheCommentOfAnInterface) {
  write_sample();
  const auto dump = output_of({"capinfos", path_});
  if (!dump) GTEST_SKIP() << "this program is not installed";
  EXPECT_EQ(dump->status.code, 0) << dump->output;
  EXPECT_THAT(dump->output, HasSubstr("Name = client.lan"));
  EXPECT_THAT(dump->output, HasSubstr("Comment = lan of client, 10.0.0.1/24"));
}

TEST_F(Pcapng, BigEndianAndOtherClocksAreRead) {
  const std::vector<uint8_t> bytes{0x0a, 0x0d, 0x0d, 0x0a, 0,    0,    0,    28,   0x1a, 0x2b, 0x3c,
                                   0x4d, 0,    1,    0,    0,  // section
                                   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0,    0,    0,
                                   28,  //
                                   0,    0,    0,    1,    0,    0,    0,    20,   0,    1,    0,
                                   0,    0,    0,    1,    0,    0,    0,    0,    20,  // interface
                                   0,    0,    0,    99,   0,    0,    0,    12,   0,    0,    0,
                                   12,  // unknown
                                   0,    0,    0,    6,    0,    0,    0,    36,   0,    0,    0,
                                   0,    0,    0,    0,    0,    0,    0,    0,    5,    0,    0,
                                   0,    2,  // packet
                                   0,    0,    0,    9,    7,    8,    0,    0,    0,    0,    0,
                                   36};
  const PcapngFile file = parse_pcapng(bytes, "x.pcapng");
  ASSERT_EQ(file.frames.size(), 1u);
  EXPECT_EQ(file.frames[0].time_ns, 5000);  // microseconds when nothing else is said
  EXPECT_EQ(file.frames[0].wire_length, 9u);
  EXPECT_THAT(file.frames[0].bytes, ElementsAre(7, 8));
}

TEST_F(Pcapng, ErrorsSayWhere) {
  EXPECT_EQ(error_of({}), "x.pcapng: block at byte 0: no section header");
  std::vector<uint8_t> bytes = sample_bytes();
  bytes.pop_back();
  EXPECT_THAT(error_of(bytes), HasSubstr(": the file ends within it"));
  bytes = sample_bytes();
  bytes[4] = 3;
  EXPECT_EQ(error_of(bytes), "x.pcapng: block at byte 0: its length is 3");
}

TEST_F(Pcapng, EveryTruncationIsReadOrRefused) {
  const std::vector<uint8_t> bytes = sample_bytes();
  for (size_t length = 0; length < bytes.size(); ++length) {
    const std::vector<uint8_t> exact(bytes.begin(), bytes.begin() + long(length));
    error_of(exact);
  }
  EXPECT_EQ(error_of(bytes), "");
}

TEST_F(Pcapng, EveryByteCanBeWrong) {
  std::vector<uint8_t> bytes = sample_bytes();
  for (uint8_t& byte : bytes) {
    for (const int wrong : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      const uint8_t right = std::exchange(byte, uint8_t(wrong));
      error_of(bytes);
      byte = right;
    }
  }
}

TEST_F(Pcapng, MissingFileIsNamed) {
  EXPECT_THROW(read_pcapng("/nonexistent/x.pcapng"), SystemError);
  EXPECT_THROW(PcapngWriter(new_file("/dev/full"), "/dev/full", taps()), SystemError);
}

}  // namespace
}  // namespace hopproof::capture
