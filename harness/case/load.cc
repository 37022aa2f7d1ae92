#include "harness/case/load.hh"

#include "harness/case/ablation.hh"
#include "harness/case/language/language.hh"
#include "harness/case/language/scalar_values.hh"
#include "harness/case/language/shape.hh"
#include "harness/case/reader/case_checks.hh"
#include "harness/case/reader/parse_context.hh"
#include "harness/case/reader/readers.hh"
#include "harness/case/yaml/yaml_reader.hh"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>
#include <sys/stat.h>

namespace hopproof {
namespace {

void read_only(const YamlNode& map, ParseContext& context) {
  for (size_t i = 0; i < map.keys.size(); ++i) {
    auto only = parse_only(map.keys[i].text);
    if (!only) continue;
    only->reason = map.children[i].text;
    only->place = map.keys[i].place;
    context.parsed.only.push_back(*std::move(only));
  }
}

/// One subnet, or a list of them.
void note_subnet(const YamlNode& node, const Network& network, ParseContext& context) {
  std::vector<Cidr>& subnets = context.subnets[network.name];
  if (const auto cidr = Cidr::parse(node.text)) subnets.push_back(*cidr);
  for (const YamlNode& child : node.children) note_subnet(child, network, context);
}

void read_networks(const YamlNode& map, ParseContext& context) {
  for (size_t i = 0; i < map.keys.size(); ++i) {
    if (i == CaseLimits::networks) {
      context.error(map.keys[i],
                    fmt::format("a case has at most {} networks", CaseLimits::networks));
      return;
    }
    Network network{map.keys[i].text, 1500, map.keys[i].place};
    if (const YamlNode* mtu = map.children[i].find("mtu")) {
      network.mtu = int(parse_number(mtu->text, 65535).value_or(1500));
    }
    if (const YamlNode* subnet = map.children[i].find("subnet"))
      note_subnet(*subnet, network, context);
    context.parsed.networks.push_back(std::move(network));
  }
}

void check_meaning(ParseContext& context) {
  check_addresses(context);
  check_routes(context);
  check_services(context);
  check_sysctls(context);
}

/// Later parts refer to earlier ones: steps to nodes, needs to both.
void read_case(const YamlNode& root, ParseContext& context) {
  if (const YamlNode* name = root.find("name")) context.parsed.name = name->text;
  if (const YamlNode* about = root.find("about")) context.parsed.about = about->text;
  if (const YamlNode* only = root.find("only")) read_only(*only, context);
  if (const YamlNode* networks = root.find("networks")) read_networks(*networks, context);
  if (const YamlNode* nodes = root.find("nodes")) read_nodes(*nodes, context);
  for (std::string& path : item_paths(context.parsed)) context.item_paths.insert(std::move(path));
  if (const YamlNode* steps = root.find("steps")) read_steps(*steps, context);
  if (const YamlNode* needs = root.find("needs")) read_needs(*needs, context);
  check_meaning(context);
}

std::optional<Case> read_text(const SourceText& source, DiagnosticSink& diagnostics) {
  if (const auto fault = find_text_fault(source.text())) {
    const bool about_all = fault->offset == 0 && source.text().size() != 1;
    diagnostics.error(about_all ? Place{} : source.place(fault->offset, 1), fault->message);
    return std::nullopt;
  }
  std::optional<YamlNode> root = read_yaml(source, diagnostics);
  if (!root) return std::nullopt;
  check_shape(*root, case_shape(), diagnostics);
  ParseContext context(source, diagnostics);
  read_case(*root, context);
  if (diagnostics.errors() > 0) return std::nullopt;
  return std::move(context.parsed);
}

LoadedCase cannot_read(const std::string& path, std::string_view why) {
  LoadedCase loaded;
  loaded.diagnostics.push_back({{}, fmt::format("cannot read {}: {}", path, why)});
  return loaded;
}

/// At most one byte more than a case file may have: enough to see that it is too long.
std::string read_start(std::istream& stream) {
  std::string text(CaseLimits::bytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(stream.gcount()));
  return text;
}

}  // namespace

LoadedCase parse_case(std::string text, std::string file_name) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  LoadedCase loaded;
  DiagnosticSink diagnostics;
  loaded.source = text;
  loaded.parsed = read_text(SourceText(std::move(text)), diagnostics);
  loaded.diagnostics = diagnostics.take();
  if (loaded.parsed) {
    loaded.parsed->file = std::move(file_name);
    loaded.parsed->source = loaded.source;
  }
  return loaded;
}

LoadedCase load_case(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return cannot_read(path, std::strerror(errno));
  if (S_ISDIR(status.st_mode)) return cannot_read(path, std::strerror(EISDIR));
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return cannot_read(path, std::strerror(errno));
  return parse_case(read_start(stream), path);
}

}  // namespace hopproof
