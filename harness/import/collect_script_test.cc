#include "harness/import/collect_script.hh"

#include "harness/base/address.hh"
#include "harness/base/find_program.hh"
#include "harness/import/sections.hh"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace hopproof::imports {
namespace {

namespace fs = std::filesystem;

/// Runs the script as ssh would: from standard input. The commands that it asks are those of
/// `folder`.
class CollectScript : public testing::Test {
 protected:
  CollectScript() {
    std::string path = (fs::temp_directory_path() / "collect.XXXXXX").string();
    folder_ = ::mkdtemp(path.data());
    for (const char* name :
         {"ip", "ipvsadm", "iptables-save", "ip6tables-save", "nft", "ipset", "nsenter"})
      write_program(name, "exit 0");
  }
  ~CollectScript() override { fs::remove_all(folder_); }

  void write_program(const std::string& name, const std::string& body) {
    const fs::path path = folder_ / name;
    std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
    fs::permissions(path, fs::perms::owner_all);
  }

  std::string run(const std::string& shell, std::optional<uint32_t> key = std::nullopt) {
    const fs::path script = folder_ / "script";
    std::ofstream(script) << collect_script(key);
    const std::string command = "PATH=" + folder_.string() + ":$PATH HOPPROOF_ENGINE=x " + shell +
                                " -s < " + script.string() + " 2>&1";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), &::pclose);
    std::string out;
    for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) out += char(c);
    return out;
  }

  static std::string section(const std::string& out, const std::string& command) {
    for (const Section& one : sections_of_collect_file(out))
      if (one.command == command) return one.text + "status " + one.status;
    return "none";
  }

  fs::path folder_;
};

TEST_F(CollectScript, PrintsSectionsInEveryShell) {
  write_program("ipvsadm", "echo \"-A -t 10.0.0.1:80 -s rr\"; exit 3");
  for (const char* shell : {"sh", "bash", "busybox sh"}) {
    const std::string program = std::string(shell).substr(0, std::string(shell).find(' '));
    if (!find_program(program)) continue;
    const std::string out = run(shell);
    EXPECT_EQ(section(out, "ipvsadm -Sn"), "-A -t 10.0.0.1:80 -s rr\nstatus 3") << shell;
    EXPECT_TRUE(out.ends_with("#hopproof-collect ends\n")) << shell << out;
  }
}

TEST_F(CollectScript, KeepsWhatLooksLikeAHeadApartAndCutsWhatIsEndless) {
  write_program("ip",
                "[ \"$*\" = rule ] || exit 0\n"
                "echo '#==[ ipvsadm -Sn ]'; yes 0123456789 | head -n 200000");
  const std::string text = section(run("sh"), "ip rule");
  EXPECT_TRUE(text.starts_with(" #==[ ipvsadm -Sn ]\n0123456789\n"));
  EXPECT_LT(text.size(), 1'000'100U);
  EXPECT_TRUE(text.ends_with("status 0"));
}

TEST_F(CollectScript, RenamesAddressesAndKeepsWhoIsInWhoseNetwork) {
  write_program(
      "ip",
      R"(printf '10.1.2.3/24 10.1.2.9 10.1.2.0/24 10.1.0.0/16 10.200.0.0/14 0.0.0.0/0 127.0.0.1
203.0.113.7:80 2001:db8:5:6::7/64 2001:db8:5:6::8 fe80::5054:ff:fe12:3456 52:54:00:12:34:56\n')");
  const std::string out = section(run("sh", 12345678), "ip rule");
  std::vector<Cidr> all;
  std::string word;
  std::istringstream words(out);
  while (words >> word)
    if (const auto cidr = Cidr::parse(word)) all.push_back(*cidr);
  ASSERT_EQ(all.size(), 10U) << out;
  EXPECT_NE(all[0].address.text(), "10.1.2.3");
  EXPECT_TRUE(all[0].contains(all[1].address));
  EXPECT_EQ(all[2].address, all[0].address.masked(24));
  EXPECT_EQ(all[3].address, all[0].address.masked(16));
  EXPECT_EQ(all[4].address, all[4].address.masked(14));
  EXPECT_EQ(all[5].text(), "0.0.0.0/0");
  EXPECT_EQ(all[6].address.text(), "127.0.0.1");
  EXPECT_NE(all[7].address.text(), "2001:db8:5:6::7");
  EXPECT_TRUE(all[7].contains(all[8].address)) << out;
  EXPECT_EQ(out.find("203.0.113.7"), std::string::npos);
  EXPECT_EQ(out.find("12:34:56"), std::string::npos);
  EXPECT_EQ(out, section(run("sh", 12345678), "ip rule"));
  EXPECT_NE(out, section(run("sh", 2345678), "ip rule"));
}

}  // namespace
}  // namespace hopproof::imports
