#include "harness/base/error.hh"
#include "harness/base/read_file.hh"
#include "harness/base/text.hh"
#include "harness/capture/pcapng.hh"
#include "harness/elsewhere/analysis.hh"
#include "harness/elsewhere/proof/disguise.hh"
#include "harness/elsewhere/readers/byte_stream.hh"
#include "harness/elsewhere/story.hh"
#include "harness/verdict/result_json.hh"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace hopproof::elsewhere {
namespace {

namespace fs = std::filesystem;

/// What the lab knew of the connections from one end of a client.
struct Truth {
  std::set<std::string> findings;
  bool answered = false, failed = false;
};

/// A capture of a lab, split by its hosts, and what the lab found.
struct LabCapture {
  std::string name;
  std::map<std::string, std::vector<trace::Frame>> nodes;
  std::map<std::string, Truth> truths;  ///< by the client's end, "1.65.15.140:40000"
};

std::vector<uint8_t> unpacked(const std::string& path) {
  ByteStream stream(path);
  std::vector<uint8_t> bytes(1 << 20);
  size_t size = 0;
  while (const size_t got = stream.read(std::span(bytes).subspan(size))) {
    size += got;
    bytes.resize(size + (1 << 20));
  }
  bytes.resize(size);
  return bytes;
}

void split(const std::string& path, LabCapture& lab) {
  const capture::PcapngFile file = capture::parse_pcapng(unpacked(path), path);
  for (trace::Frame frame : file.frames) {
    const std::string& name = file.interfaces[size_t(frame.tap)];
    if (!name.starts_with("switch:"))
      lab.nodes[name.substr(0, name.find('.'))].push_back(std::move(frame));
  }
}

/// "1.65.15.140:40000 timeout reply-bypasses-director ..."
void read_truth(const std::string& text, LabCapture& lab) {
  for (const std::string_view line : lines_of(text)) {
    const auto words = words_of(line);
    if (words.size() < 2) continue;
    Truth& truth = lab.truths[std::string(words[0])];
    (words[1] == "answered" ? truth.answered : truth.failed) = true;
    for (size_t i = 2; i < words.size(); ++i) truth.findings.insert(std::string(words[i]));
  }
}

std::string truth_text(const verdict::CaseResult& result) {
  std::string text;
  for (const verdict::StepResult& step : result.steps)
    for (size_t flow = 0; flow < step.flows.size(); ++flow) {
      std::string line =
          fmt::format("{} {}", step.flows[flow].local,
                      step.flows[flow].outcome == "answered" ? "answered" : "failed");
      for (const verdict::FindingResult& finding : step.findings)
        if (std::ranges::find(finding.flows, int(flow)) != finding.flows.end())
          line += " " + finding.id;
      text += line + "\n";
    }
  return text;
}

/// The ones that are kept here, or those of a run: HOPPROOF_ANALYZE_REPORT names its report folder.
std::vector<LabCapture> lab_captures() {
  std::vector<LabCapture> labs;
  if (const char* report = std::getenv("HOPPROOF_ANALYZE_REPORT")) {
    const auto run = verdict::run_from_json(read_file(std::string(report) + "/run.json"));
    for (const verdict::CaseResult& result : run.cases) {
      if (result.pcapng.empty() || result.steps.empty()) continue;
      LabCapture& lab = labs.emplace_back(LabCapture{result.file, {}, {}});
      split((fs::path(report) / result.pcapng).string(), lab);
      read_truth(truth_text(result), lab);
    }
    return labs;
  }
  std::set<fs::path> files;
  for (const auto& entry :
       fs::directory_iterator(HOPPROOF_SOURCE_DIR "/harness/elsewhere/proof/captures"))
    if (entry.path().extension() == ".gz") files.insert(entry.path());
  for (const fs::path& file : files) {
    LabCapture& lab = labs.emplace_back(LabCapture{file.stem().stem().string(), {}, {}});
    split(file.string(), lab);
    read_truth(read_file(fs::path(file).replace_extension("").replace_extension("truth").string()),
               lab);
  }
  return labs;
}

/// MAC addresses that send at this host before they receive: its own are in every unicast frame.
std::vector<MacAddress> own_macs(const std::vector<trace::Frame>& frames) {
  std::map<int, std::map<MacAddress, size_t>> seen;
  for (const trace::Frame& frame : frames) {
    MacAddress destination{}, source{};
    std::copy_n(frame.bytes.begin(), 6, destination.begin());
    std::copy_n(frame.bytes.begin() + 6, 6, source.begin());
    ++seen[frame.tap][source];
    ++seen[frame.tap][destination];
  }
  std::vector<MacAddress> own;
  for (const auto& [tap, counts] : seen)
    own.push_back(
        std::ranges::max_element(counts, {}, [](const auto& one) { return one.second; })->first);
  return own;
}

std::string tcpdump_text(const std::vector<uint8_t>& pcap, const std::string& options) {
  const std::string path = testing::TempDir() + fmt::format("analyze.{}.pcap", ::getpid());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(pcap.data()), long(pcap.size()));
  const std::string command = fmt::format("TZ=UTC tcpdump -r {} {} 2>&1", path, options);
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) throw_errno("start tcpdump");
  std::string text = read_all(::fileno(pipe), "tcpdump");
  ::pclose(pipe);
  fs::remove(path);
  return text;
}

const std::vector<std::string> layouts{"-nn",          "-nn -e",   "-nn -v",       "-n -S -tttt",
                                       "-nn -t -e -v", "-nn -ttt", "-nn -tt -S -e"};

struct Variant {
  Disguise disguise;
  std::string missing;   ///< the node without a capture
  int service_only = 0;  ///< the director's filter hides another port

  std::string name() const {
    return disguise.name() + (missing.empty() ? "" : " without " + missing);
  }
};

Variant variant_of(const LabCapture& lab, std::mt19937& dice) {
  const auto one_of = [&](auto... values) {
    const std::array all{values...};
    return all[dice() % all.size()];
  };
  using Link = Disguise::Link;
  Variant variant;
  Disguise& disguise = variant.disguise;
  disguise.link = one_of(Link::ethernet, Link::vlan, Link::qinq, Link::sll, Link::sll2, Link::raw);
  disguise.nanoseconds = dice() % 2;
  disguise.big_endian = dice() % 2;
  disguise.snap_length =
      one_of(262144u, 262144u, 96u, 68u + (disguise.link >= Link::vlan ? 8u : 0u));
  disguise.drift_ppm = one_of(0, 0, 100, -250);
  if (dice() % 3 == 0) disguise.text = layouts[dice() % layouts.size()];
  if (dice() % 3 == 0) {
    auto node = lab.nodes.begin();
    std::advance(node, long(dice() % lab.nodes.size()));
    variant.missing = node->first;
  }
  return variant;
}

Evidence evidence_of(const LabCapture& lab, const Variant& variant, std::mt19937& dice) {
  Collector collector;
  for (const auto& [node, frames] : lab.nodes) {
    if (node == variant.missing) continue;
    Disguise disguise = variant.disguise;
    disguise.clock_ns = (int64_t(dice() % 2'000'000) - 1'000'000) * 1'000'000'000 / 7;
    const auto pcap = disguised(frames, own_macs(frames), disguise);
    if (disguise.text.empty()) {
      collector.read(pcap, node, node + ".pcap");
    } else {
      const std::string text = tcpdump_text(pcap, disguise.text);
      collector.read({reinterpret_cast<const uint8_t*>(text.data()), text.size()}, node,
                     node + ".txt");
    }
  }
  return collector.take();
}

struct Score {
  int variants = 0, connections = 0, right = 0, open = 0, open_with_truth = 0, answered = 0;
  int unexplained = 0, alarms = 0, missed = 0, nothing = 0;

  std::string text() const {
    return fmt::format(
        "{} variants, {} connections: {} answered, {} causes right, {} open ({} list the "
        "lab's), {} without a finding in the lab, {} open though answered in the lab, {} "
        "seen as answered, {} variants without a connection",
        variants, connections, answered, right, open, open_with_truth, unexplained, alarms, missed,
        nothing);
  }
};

/// Holds what is said of each connection against what the lab knew.
void compare(const LabCapture& lab, const Variant& variant, const Analysis& analysis,
             Score& score) {
  ++score.variants;
  int compared = 0;
  for (const Finding& finding : analysis.findings()) {
    const View& view = analysis.views()[finding.view];
    const auto truth = lab.truths.find(analysis.evidence().text(view.front.source));
    if (truth == lab.truths.end() || view.ending == Ending::unknown) continue;
    ++compared;
    ++score.connections;
    if (!finding.conclusion) {
      truth->second.answered ? ++score.answered : ++score.missed;
      if (!truth->second.answered && std::getenv("HOPPROOF_ANALYZE_SAY"))
        fmt::print("missed {} {} {}\n", lab.name, variant.name(),
                   analysis.evidence().text(view.front));
      continue;
    }
    const Conclusion& said = *finding.conclusion;
    std::string ids;
    bool known = false;
    for (const FindingId id : said.ids) {
      ids += " " + std::string(word(id));
      known = known || truth->second.findings.contains(std::string(word(id)));
    }
    if (said.certainty != Certainty::cannot_tell) {
      std::string truths;
      for (const std::string& id : truth->second.findings) truths += " " + id;
      EXPECT_TRUE(known) << lab.name << ", " << variant.name() << ": "
                         << analysis.evidence().text(view.front) << " said" << ids << " ("
                         << word(said.certainty) << "), the lab" << truths;
      ++score.right;
      continue;
    }
    ++score.open;
    if (truth->second.findings.empty()) {
      truth->second.answered ? ++score.alarms : ++score.unexplained;
      if (truth->second.answered && std::getenv("HOPPROOF_ANALYZE_SAY"))
        fmt::print("alarm {} {} {}: {}\n", lab.name, variant.name(),
                   analysis.evidence().text(view.front), said.text);
    }
    if (known) ++score.open_with_truth;
    if (!known && !truth->second.findings.empty() && std::getenv("HOPPROOF_ANALYZE_SAY"))
      fmt::print("unlisted {} {} {}: lab {}; said{} {}\n", lab.name, variant.name(),
                 analysis.evidence().text(view.front), *truth->second.findings.begin(), ids,
                 said.text);
  }
  if (compared == 0) ++score.nothing;
}

int variants_each() {
  const char* count = std::getenv("HOPPROOF_ANALYZE_VARIANTS");
  return count ? std::atoi(count) : 6;
}

TEST(AnalyzeProof, NoVariantOfALabsCaptureIsGivenAnotherCause) {
  const auto labs = lab_captures();
  ASSERT_FALSE(labs.empty());
  std::mt19937 dice(1);
  Score score;
  for (const LabCapture& lab : labs) {
    for (int i = 0; i < variants_each() && !lab.nodes.empty(); ++i) {
      const Variant variant = i == 0 ? Variant{} : variant_of(lab, dice);
      const Analysis analysis(evidence_of(lab, variant, dice));
      compare(lab, variant, analysis, score);
    }
  }
  fmt::print("{}\n", score.text());
  EXPECT_GT(score.right, 0);
  EXPECT_GT(score.answered, 0);
}

}  // namespace
}  // namespace hopproof::elsewhere
