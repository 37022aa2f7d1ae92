#pragma once

#include "harness/base/fd.hh"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace hopproof {

/// A file below a folder of ours, that is made anew by the folder's descriptor: a link in its place
/// is replaced, and one in the place of a folder on the way is an error. Others cannot read it
/// (0600). None is "not kept".
class OwnFile {
 public:
  OwnFile() = default;
  /// `inside`: a relative path without "..".
  OwnFile(std::string folder, std::shared_ptr<const Fd> fd, std::filesystem::path inside)
      : folder_(std::move(folder)), fd_(std::move(fd)), inside_(std::move(inside)) {}

  explicit operator bool() const { return fd_ != nullptr; }
  /// For messages, and for who opens it later.
  std::string path() const { return (std::filesystem::path(folder_) / inside_).string(); }
  /// An empty file to write to, instead of what was there. Throws HostError for a folder on the way
  /// that others may write to, SystemError.
  Fd create() const;
  /// The whole file in one step: who reads sees the old text or the new one.
  void replace(std::string_view text) const;

 private:
  std::string folder_;
  std::shared_ptr<const Fd> fd_;
  std::filesystem::path inside_;
};

/// A folder of the effective user that nobody else may write to, held by its descriptor: no other
/// folder can take its place, and nobody prepares a link in it.
class OwnFolder {
 public:
  /// Makes it, with those above it. Throws SystemError, or HostError for one that belongs to
  /// another user, that others may write to (path_resolution(7): the mask of an ACL counts as the
  /// group), or that is a link.
  explicit OwnFolder(const std::string& path);

  bool has(const std::string& name) const;
  bool is_empty() const;
  OwnFile file(const std::filesystem::path& inside) const { return {path_, fd_, inside}; }

 private:
  std::string path_;
  std::shared_ptr<const Fd> fd_;
};

}  // namespace hopproof
