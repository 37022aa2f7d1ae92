#pragma once

#include "harness/case/prints/print.hh"

#include <string>
#include <vector>

namespace hopproof {

/// For tests: the texts alone.
inline std::vector<std::string> texts_of(const std::vector<PrintedItem>& items) {
  std::vector<std::string> texts;
  for (const PrintedItem& item : items) texts.push_back(item.text);
  return texts;
}

}  // namespace hopproof
