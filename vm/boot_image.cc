#include "vm/boot_image.hh"

#include "harness/base/error.hh"
#include "harness/base/find_program.hh"
#include "vm/libraries.hh"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <sys/mman.h>

namespace hopproof::vm {
namespace {

namespace fs = std::filesystem;

/// Without these no lab with kernel IPVS stands.
constexpr auto needed_tools = std::to_array<const char*>({"modprobe", "ipvsadm", "sh"});

/// What case files use in their commands, beside what a lab needs.
constexpr auto image_tools = std::to_array<const char*>({"ip",
                                                         "iptables",
                                                         "iptables-restore",
                                                         "iptables-save",
                                                         "ip6tables",
                                                         "ip6tables-restore",
                                                         "ip6tables-save",
                                                         "nft",
                                                         "ipset",
                                                         "sysctl",
                                                         "conntrack",
                                                         "curl",
                                                         "nginx",
                                                         "tcpdump",
                                                         "ping",
                                                         "bash",
                                                         "ss",
                                                         "tc",
                                                         "bridge",
                                                         "ethtool",
                                                         "arping",
                                                         "cat",
                                                         "grep",
                                                         "sed",
                                                         "awk",
                                                         "head",
                                                         "tail",
                                                         "ls",
                                                         "mkdir",
                                                         "rm",
                                                         "cp",
                                                         "mv",
                                                         "ln",
                                                         "chmod",
                                                         "touch",
                                                         "sleep",
                                                         "timeout",
                                                         "seq",
                                                         "sort",
                                                         "uniq",
                                                         "wc",
                                                         "cut",
                                                         "tr",
                                                         "env",
                                                         "id",
                                                         "uname",
                                                         "dmesg",
                                                         "mount",
                                                         "ps",
                                                         "rmmod",
                                                         "lsmod",
                                                         "nc",
                                                         "socat",
                                                         "ipvsadm-save",
                                                         "ipvsadm-restore",
                                                         "ldd"});

/// Parts of the kernel's module tree: small, and cases may load its modules by themselves.
constexpr auto module_folders = std::to_array<const char*>(
    {"kernel/net/netfilter", "kernel/net/ipv4", "kernel/net/ipv6", "kernel/net/bridge",
     "kernel/net/sched", "kernel/net/802", "kernel/net/8021q", "kernel/net/llc", "kernel/net/sctp",
     "kernel/net/core", "kernel/net/packet", "kernel/lib", "kernel/crypto",
     "kernel/arch/x86/crypto", "kernel/drivers/char", "kernel/drivers/virtio"});

constexpr auto net_drivers =
    std::to_array<const char*>({"veth", "dummy", "ifb", "vxlan", "macvlan"});

void add_modules(Archive& image, const Kernel& kernel) {
  const std::string place = "/lib/modules/" + kernel.release;
  for (const char* folder : module_folders)
    image.add_tree(fmt::format("{}/{}", kernel.modules, folder),
                   fmt::format("{}/{}", place, folder), {".ko", ".ko.xz", ".ko.zst"});
  for (const char* driver : net_drivers)
    image.add_tree(fmt::format("{}/kernel/drivers/net", kernel.modules),
                   fmt::format("{}/kernel/drivers/net", place),
                   {fmt::format("{}.ko", driver), fmt::format("{}.ko.xz", driver)});
  for (const auto& entry : fs::directory_iterator(kernel.modules)) {
    const std::string name = entry.path().filename();
    if (entry.is_regular_file() && name.starts_with("modules."))
      image.add_file(entry.path(), place + "/" + name);
  }
}

void add_etc(Archive& image) {
  image.add_text("/etc/passwd",
                 "root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n"
                 "ftp:x:100:65534::/srv/ftp:/usr/sbin/nologin\n"
                 "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n");
  image.add_text("/etc/group", "root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n");
  image.add_text("/etc/hosts", "127.0.0.1 localhost\n");
  image.add_text("/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
  image.add_text("/etc/ld.so.conf", "/usr/lib/x86_64-linux-gnu\n/lib/x86_64-linux-gnu\n");
  for (const char* file : {"/etc/protocols", "/etc/services", "/etc/ethertypes"})
    if (fs::exists(file)) image.add_file(file);
}

/// nginx and vsftpd want these to be there.
void add_folders(Archive& image) {
  for (const char* folder :
       {"/proc", "/sys", "/dev", "/tmp", "/run", "/root", "/srv/ftp", "/var/log/nginx",
        "/var/lib/nginx", "/var/tmp", "/var/run/vsftpd/empty"})
    image.add_folder(folder);
}

/// iptables loads its extensions itself: ldd does not know them.
void add_iptables_extensions(Archive& image) {
  for (const char* folder :
       {"/usr/lib/x86_64-linux-gnu/xtables", "/usr/lib/aarch64-linux-gnu/xtables"})
    image.add_tree(folder, folder, {".so"});
}

}  // namespace

const std::vector<std::string>& needed_modules() {
  static const std::vector<std::string> names = {
      "virtio_pci",    "virtio_console",  "af_packet",
      "veth",          "bridge",          "dummy",
      "ip_vs",         "ip_vs_rr",        "ip_vs_wrr",
      "ip_vs_wlc",     "xt_ipvs",         "nf_tables",
      "nft_compat",    "nfnetlink_queue", "xt_NFQUEUE",
      "xt_MASQUERADE", "xt_socket",       "xt_mark",
      "xt_conntrack",  "nft_chain_nat",   "nf_conntrack_netlink",
      "nft_ct",        "iptable_filter"};
  return names;
}

bool is_in_boot_image(const std::string& program) {
  return std::ranges::find(image_tools, program) != image_tools.end() ||
         std::ranges::find(needed_tools, program) != needed_tools.end();
}

void add_program(Archive& image, const std::string& path) {
  const std::string real = fs::canonical(path);
  image.add_file(real);
  if (fs::path(path).lexically_normal() != real) image.add_link(path, real);
  for (const std::string& library : libraries_of(real)) image.add_file(library);
}

Fd write_to_memory(const Archive& image) {
  Fd memory(check("create a file in memory", ::memfd_create("image", MFD_CLOEXEC)));
  image.write(fmt::format("/proc/self/fd/{}", memory.get()));
  return memory;
}

fs::path guest_program() {
  const char* other = std::getenv("HOPPROOF_VM_PROGRAM");
  return other != nullptr && *other != '\0' ? fs::path(other) : fs::read_symlink("/proc/self/exe");
}

Archive boot_image(const Kernel& kernel, const std::string& program) {
  Archive image;
  for (const char* tool : needed_tools) {
    const auto path = find_program(tool);
    if (!path)
      throw MissingCapability(
          fmt::format("the virtual machine needs {}, which is not installed (apt-get install {})",
                      tool, std::string_view(tool) == "modprobe" ? "kmod" : tool));
    add_program(image, *path);
  }
  for (const char* tool : image_tools)
    if (const auto path = find_program(tool)) add_program(image, *path);
  image.add_file(program, "/usr/bin/hopproof");
  for (const std::string& library : libraries_of(program)) image.add_file(library);
  add_modules(image, kernel);
  add_etc(image);
  add_folders(image);
  add_iptables_extensions(image);
  return image;
}

}  // namespace hopproof::vm
