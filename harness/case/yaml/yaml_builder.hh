#pragma once

#include "harness/case/text/diagnostic_sink.hh"
#include "harness/case/text/source_text.hh"
#include "harness/case/yaml/yaml_node.hh"

#include <optional>
#include <string>
#include <vector>

#include <yaml-cpp/eventhandler.h>

namespace hopproof {

/// Makes a tree of the events of yaml-cpp, whose own tree hides duplicate keys, anchors and tags.
class YamlBuilder final : public YAML::EventHandler {
 public:
  YamlBuilder(const SourceText& source, DiagnosticSink& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  /// The list or map that is being read, or null.
  const YamlNode* innermost() const { return open_.empty() ? nullptr : &open_.back(); }
  /// True when the tree cannot be trusted: a second document, a quote left open, too deep.
  bool stopped() const { return stopped_; }
  /// The offset of a quote that the rest of the file does not close, in the text not yet read.
  std::optional<size_t> find_open_quote() const;
  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  char source_at(size_t offset) const;
  void refuse_properties(size_t offset, const std::string& tag, YAML::anchor_t anchor);
  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor);
  void close();
  void attach(YamlNode node);
  void attach_key(YamlNode node);
  void refuse_duplicates(YamlNode& map);
  size_t measure(YamlNode& scalar);
  void stop(const Place& place, std::string message);

  const SourceText& source_;
  DiagnosticSink& diagnostics_;
  std::vector<YamlNode> open_;
  YamlNode root_;
  size_t behind_last_scalar_ = 0;  ///< in the source
  int documents_ = 0;
  int too_deep_ = 0;  ///< levels below the limit, which are dropped
  bool stopped_ = false;
};

}  // namespace hopproof
