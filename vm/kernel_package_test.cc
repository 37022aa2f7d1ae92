#include "vm/kernel_package.hh"

#include "harness/base/error.hh"
#include "netns/scratch_folder.hh"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace hopproof::vm {
namespace {

namespace fs = std::filesystem;

TEST(KernelPackage, NamesDebiansMetaPackages) {
  EXPECT_EQ(meta_package(""), "linux-image-cloud-amd64");
  EXPECT_EQ(meta_package("6.1"), "linux-image-cloud-amd64");
  EXPECT_EQ(meta_package("6.12"), "linux-image-6.12-cloud-amd64");
}

TEST(KernelPackage, ReadsWhatAMetaPackageStandsFor) {
  EXPECT_EQ(image_package("linux-image-cloud-amd64\n  Depends: linux-image-6.1.0-56-cloud-amd64\n"),
            "linux-image-6.1.0-56-cloud-amd64");
  EXPECT_EQ(image_package("linux-image-cloud-amd64\n  Recommends: linux-image-x\n"), "");
  EXPECT_EQ(image_package(""), "");
}

TEST(KernelPackage, KnowsTheVersionsThatAptHas) {
  EXPECT_EQ(versions_in("linux-image-6.1.0-50-cloud-amd64 - Linux 6.1\n"
                        "linux-image-cloud-amd64 - Linux for x86-64 cloud (meta-package)\n"
                        "linux-image-6.12-cloud-amd64 - Linux for x86-64 cloud (meta-package)\n"
                        "linux-image-6.12.101+deb12-cloud-amd64 - Linux 6.12\n"),
            (std::vector<std::string>{"6.1", "6.12"}));
}

TEST(KernelCache, IsWhereOnlyTheEffectiveUserDecides) {
  const netns::ScratchFolder scratch;
  const std::string xdg = scratch.add_folder("xdg"), home = scratch.add_folder("home"),
                    users = scratch.add_folder("users");
  EXPECT_EQ(user_cache({xdg, home, users}), xdg + "/hopproof");
  EXPECT_EQ(user_cache({"relative", home, users}), home + "/.cache/hopproof");
  fs::permissions(home, fs::perms::all);
  EXPECT_EQ(user_cache({"", home, users}), users + "/.cache/hopproof");
  if (::geteuid() != 0) return;
  ASSERT_EQ(::chown(xdg.c_str(), 65534, 65534), 0);
  EXPECT_EQ(user_cache({xdg, "", users}), users + "/.cache/hopproof") << "sudo hands down XDG_*";
  ::setenv("XDG_RUNTIME_DIR", users.c_str(), 1);
  EXPECT_EQ(user_cache({xdg, "/nonexistent", ""}), users + "/hopproof/kernels");
  ::unsetenv("XDG_RUNTIME_DIR");
}

class KernelFolder : public testing::Test {
 protected:
  KernelFolder() {
    fs::create_directories(folder_ / "mine/boot");
    fs::create_directories(folder_ / "mine/lib/modules/6.9.1-mine");
    std::ofstream(folder_ / "mine/boot/vmlinuz-6.9.1-mine");
  }

  const netns::ScratchFolder scratch_;
  const fs::path folder_ = scratch_.path();
};

TEST_F(KernelFolder, MayBeTheUsersOwn) {
  const Kernel kernel = find_kernel((folder_ / "mine").string(), folder_ / "cache");
  EXPECT_EQ(kernel.release, "6.9.1-mine");
  EXPECT_EQ(kernel.image, folder_ / "mine/boot/vmlinuz-6.9.1-mine");
  EXPECT_EQ(kernel.modules, folder_ / "mine/lib/modules/6.9.1-mine");
}

TEST_F(KernelFolder, WithoutAKernelIsRefusedWithWhatToGive) {
  try {
    find_kernel((folder_ / "nothing").string(), folder_ / "cache");
    FAIL();
  } catch (const MissingCapability& e) {
    EXPECT_NE(std::string(e.what()).find("--kernel takes a version"), std::string::npos);
  }
}

}  // namespace
}  // namespace hopproof::vm
