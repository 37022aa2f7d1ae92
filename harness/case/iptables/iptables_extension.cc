#include "harness/base/spellcheck.hh"
#include "harness/case/iptables/iptables_context.hh"

#include <algorithm>

#include <fmt/format.h>

namespace hopproof {
namespace {

constexpr std::string_view protocol_matches = "tcp|udp|sctp|icmp|icmp6";

/// What a long option turned out to be: an option of a loaded match or target.
struct Found {
  size_t extension = 0;
  const OptionSpec* option = nullptr;
  bool ambiguous = false;
};

/// Every option of a loaded extension for which `fits` holds; the extension loaded last wins.
template <class Fits>
Found find_loaded(const IptablesLine& line, Fits fits) {
  Found found;
  for (size_t i = line.extensions.size(); i-- > 0;) {
    if (line.extensions[i].spec == nullptr) continue;
    for (const OptionSpec& option : line.extensions[i].spec->options) {
      if (!fits(option) || found.option == &option) continue;
      if (found.option != nullptr) found.ambiguous = true;
      if (found.option == nullptr) found = {.extension = i, .option = &option};
    }
  }
  return found;
}

bool is_named(const OptionSpec& option, std::string_view name) {
  return option.name == name || (!option.alias.empty() && option.alias == name);
}

bool has_option(const ExtensionSpec& extension, std::string_view name) {
  return std::ranges::any_of(extension.options,
                             [&](const OptionSpec& option) { return is_named(option, name); });
}

bool starts_with(const OptionSpec& option, std::string_view name) {
  return option.name.starts_with(name) || option.alias.starts_with(name);
}

/// getopt takes an option by its whole name, else by any beginning that fits only one.
Found find_option(const IptablesLine& line, std::string_view name) {
  Found whole = find_loaded(line, [&](const OptionSpec& option) { return is_named(option, name); });
  whole.ambiguous = false;
  if (whole.option != nullptr) return whole;
  return find_loaded(line, [&](const OptionSpec& option) { return starts_with(option, name); });
}

/// Every function says false after it has set the error.
class ExtensionReader {
 public:
  explicit ExtensionReader(IptablesContext& context) : c_(context) {}

  bool read(const Token& name) {
    Found found = find_option(c_.line, name.text);
    if (found.option == nullptr && load_protocol_match(name))
      found = find_option(c_.line, name.text);
    if (found.ambiguous)
      return c_.fail(name, fmt::format("'{}' may mean more than one option", name.text));
    return found.option == nullptr ? read_unknown(name) : read_known(found, name);
  }

 private:
  /// "-p tcp --dport 80" needs no -m tcp.
  bool load_protocol_match(const Token& name) {
    const std::string match = c_.line.protocol == "icmpv6" ? "icmp6" : c_.line.protocol;
    if (!is_among(match, protocol_matches)) return false;
    const ExtensionSpec* spec = find_match(match, c_.family);
    const auto same = [&](const LoadedExtension& loaded) { return loaded.spec == spec; };
    if (spec == nullptr || std::ranges::any_of(c_.line.extensions, same)) return false;
    const auto begins = [&](const OptionSpec& option) { return starts_with(option, name.text); };
    if (std::ranges::none_of(spec->options, begins)) return false;
    c_.line.extensions.push_back(
        {.spec = spec, .is_target = false, .word = name, .name = match, .options = {}});
    return true;
  }

  bool read_unknown(const Token& name) {
    if (c_.line.target_is_chain && !c_.lenient) {
      c_.warn(c_.line.target_word,
              fmt::format("unknown target '{}'; what follows it is not checked",
                          c_.line.target_word.text));
      c_.lenient = true;
    }
    if (c_.lenient) return c_.attached.reset(), c_.negation.reset(), true;
    return c_.fail(name, unknown_message(name.text));
  }

  std::string unknown_message(const std::string& name) const {
    std::string owners;
    for (const ExtensionSpec& match : all_matches()) {
      if (!match.fits(c_.family) || !has_option(match, name)) continue;
      const bool of_protocol = is_among(match.name, protocol_matches);
      owners += fmt::format("{}{} {}", owners.empty() ? "" : " or ", of_protocol ? "-p" : "-m",
                            match.name);
    }
    for (const ExtensionSpec& target : all_targets()) {
      if (!target.fits(c_.family) || !has_option(target, name)) continue;
      owners += fmt::format("{}-j {}", owners.empty() ? "" : " or ", target.name);
    }
    if (!owners.empty()) return fmt::format("option {} must come after {}", name, owners);
    return fmt::format("unknown option '{}'{}", name, did_you_mean(name, known_names()));
  }

  /// Options of what was loaded come first: where two are equally near, these are meant.
  std::vector<std::string> known_names() const {
    std::vector<std::string> names;
    const auto add = [&names](const ExtensionSpec& spec) {
      for (const OptionSpec& option : spec.options) names.emplace_back(option.name);
    };
    for (const LoadedExtension& loaded : c_.line.extensions) {
      if (loaded.spec != nullptr) add(*loaded.spec);
    }
    const auto* protocol = find_match(c_.line.protocol, c_.family);
    if (protocol != nullptr) add(*protocol);
    for (std::string& name : iptables_option_names()) names.push_back(std::move(name));
    return names;
  }

  bool read_known(const Found& found, const Token& name) {
    LoadedExtension& extension = c_.line.extensions[found.extension];
    const OptionSpec& spec = *found.option;
    c_.mark_rule(name);
    const auto same = [&](const GivenOption& given) { return given.spec == &spec; };
    if (std::ranges::any_of(extension.options, same)) {
      return c_.fail(name, fmt::format("option {} is given twice", spec.name));
    }
    if (c_.negation && !spec.negatable) {
      return c_.fail(*c_.negation, fmt::format("option {} cannot be negated", spec.name));
    }
    GivenOption given{
        .spec = &spec,
        .option = {.name = std::string(spec.name), .values = {}, .negated = c_.take_negation()},
        .word = name,
        .value = name};
    if (!read_values(given)) return false;
    c_.line.extensions[found.extension].options.push_back(std::move(given));
    return true;
  }

  bool read_values(GivenOption& given) {
    const OptionSpec& spec = *given.spec;
    if (spec.value_count() == 0 && c_.attached) {
      return c_.fail(*c_.attached, fmt::format("option {} takes no value", spec.name));
    }
    for (int i = 0; i < spec.value_count(); ++i) {
      if (!c_.take_value(given.word, spec.name, given.value)) return false;
      if (auto problem = check_value(spec, given.value.text, i, c_.family)) {
        return c_.fail_inside(given.value, std::move(*problem));
      }
      given.option.values.push_back(given.value.text);
    }
    return true;
  }

  IptablesContext& c_;
};

}  // namespace

bool read_extension_option(IptablesContext& context, const Token& name) {
  return ExtensionReader(context).read(name);
}

bool starts_extension_option(const IptablesContext& context, std::string_view name) {
  return find_option(context.line, name).option != nullptr;
}

}  // namespace hopproof
