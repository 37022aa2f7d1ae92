#include "harness/cli/outputs.hh"

#include <gtest/gtest.h>

namespace hopproof::cli {
namespace {

/// Sends a format to standard output, as `--FORMAT=-` does; false for a flag without a file.
bool send_to_standard_output(const CommandOption& option) {
  auto* const* path = std::get_if<std::string*>(&option.value);
  if (path != nullptr) **path = "-";
  return path != nullptr;
}

TEST(Outputs, AFormatOnStandardOutputSendsTextForPeopleElsewhere) {
  Outputs outputs;
  EXPECT_EQ(outputs.for_people(), stdout);
  for (size_t i = 0; i < outputs.options().size(); ++i) {
    Outputs one;
    if (!send_to_standard_output(one.options()[i])) continue;
    EXPECT_EQ(one.for_people(), stderr) << one.options()[i].name;
    EXPECT_EQ(one.complaint(), "") << one.options()[i].name;
  }
}

TEST(Outputs, TwoFormatsCannotShareStandardOutput) {
  for (size_t i = 0; i < Outputs().options().size(); ++i) {
    Outputs outputs;
    if (!send_to_standard_output(outputs.options()[i])) continue;
    send_to_standard_output(outputs.events_option());
    EXPECT_NE(outputs.complaint(), "") << outputs.options()[i].name;
  }
}

}  // namespace
}  // namespace hopproof::cli
