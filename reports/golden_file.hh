#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace hopproof {

/// Compares with the golden file; HOPPROOF_WRITE_GOLDEN=1 writes it anew, to be read in the diff.
inline void expect_golden(const std::string& path, const std::string& text) {
  if (std::getenv("HOPPROOF_WRITE_GOLDEN")) std::ofstream(path) << text;
  std::ifstream file(path);
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str()) << path;
}

}  // namespace hopproof
