#include "harness/case/yaml/yaml_reader.hh"

#include <gtest/gtest.h>

namespace hopproof {
namespace {

std::vector<std::string> messages_about(const std::string& yaml) {
  const SourceText source(yaml);
  DiagnosticSink diagnostics;
  read_yaml(source, diagnostics);
  std::vector<std::string> messages;
  for (const Diagnostic& diagnostic : diagnostics.take()) messages.push_back(diagnostic.message);
  return messages;
}

bool is_refused_for(const std::string& yaml, std::string_view why) {
  const auto messages = messages_about(yaml);
  return messages.size() == 1 && messages.front().find(why) != std::string::npos;
}

TEST(YamlReader, KeepsScalarsAsTheyAreWritten) {
  const SourceText source("a: 0x10\nb: yes\nc: ~\nd: '~'\n");
  DiagnosticSink diagnostics;
  const auto root = read_yaml(source, diagnostics);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->find("a")->text, "0x10");
  EXPECT_EQ(root->find("b")->text, "yes");
  EXPECT_TRUE(root->find("c")->is(YamlNode::Kind::empty));
  EXPECT_EQ(root->find("d")->text, "~");
  EXPECT_EQ(diagnostics.errors(), 0u);
}

TEST(YamlReader, RefusesWhatIsNoPartOfTheSubset) {
  EXPECT_TRUE(is_refused_for("a: &x 1\n", "anchors"));
  EXPECT_TRUE(is_refused_for("a: !!int 1\n", "tags"));
  EXPECT_TRUE(is_refused_for("a: ! 1\n", "tags"));
  EXPECT_TRUE(is_refused_for("<<: {a: 1}\n", "merges"));
  EXPECT_TRUE(is_refused_for("a: 1\n---\nb: 2\n", "second document"));
  EXPECT_TRUE(is_refused_for("%YAML 1.2\n---\na: 1\n", "directives"));
  EXPECT_TRUE(is_refused_for("? [a]\n: b\n", "a key is a word"));
  EXPECT_TRUE(is_refused_for("a: 1\na: 2\n", "duplicate key 'a'"));
  EXPECT_TRUE(is_refused_for("a: *x\n", "alias"));
}

TEST(YamlReader, RefusesAQuoteThatYamlCppClosesByItself) {
  EXPECT_TRUE(is_refused_for("a: \"b\n", "never closed"));
  EXPECT_TRUE(is_refused_for("a: 'b", "never closed"));
  EXPECT_TRUE(is_refused_for("a: 'b''", "never closed"));
}

TEST(YamlReader, DepthHasALimit) {
  EXPECT_TRUE(messages_about(std::string(32, '[') + std::string(32, ']')).empty());
  EXPECT_TRUE(is_refused_for(std::string(33, '[') + std::string(33, ']'), "deeper than 32"));
  EXPECT_FALSE(messages_about(std::string(100'000, '[')).empty());
  EXPECT_FALSE(messages_about(std::string(100'000, '{')).empty());
}

}  // namespace
}  // namespace hopproof
