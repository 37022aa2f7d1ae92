#pragma once

#include "harness/base/fd.hh"
#include "vm/archive.hh"
#include "vm/kernel_package.hh"

#include <filesystem>
#include <string>
#include <vector>

namespace hopproof::vm {

/// The kernel modules that labs may need: names for modprobe; what they depend on comes along.
const std::vector<std::string>& needed_modules();

/// What machines run: $HOPPROOF_VM_PROGRAM, another build of the same hopproof (one without
/// sanitizers is emulated twice as fast), else this program.
std::filesystem::path guest_program();

/// What a machine boots: `program` as init, the tools that labs and cases use, with their
/// libraries, and the kernel's modules. A tool that the host has not is left out. Throws
/// MissingCapability when one is missing without which there is no machine (modprobe, ipvsadm).
Archive boot_image(const Kernel& kernel, const std::string& program);

/// Whether every image holds this program, where the host has it.
bool is_in_boot_image(const std::string& program);

/// A file in memory that holds the image; it goes with its descriptor.
Fd write_to_memory(const Archive& image);

/// Adds a program of the host with its libraries.
void add_program(Archive& image, const std::string& path);

}  // namespace hopproof::vm
