#pragma once

#include "harness/base/read_file.hh"

#include <cstdlib>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace hopproof {

/// For tests: compares with the golden file, and writes it anew, to be read in the diff, when
/// HOPPROOF_UPDATE_GOLDEN is set.
inline void expect_golden(const std::string& path, const std::string& text) {
  if (std::getenv("HOPPROOF_UPDATE_GOLDEN")) std::ofstream(path, std::ios::binary) << text;
  EXPECT_EQ(text, read_file(path)) << path << ": HOPPROOF_UPDATE_GOLDEN=1 rewrites it";
}

}  // namespace hopproof
