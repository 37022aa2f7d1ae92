#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace hopproof {

/// An option, or an argument by its place: what is said of it beside its name.
class Argument {
 public:
  explicit Argument(CLI::Option* option) : option_(option) {}
  Argument& required();
  Argument& existing_path();
  Argument& one_of(const std::vector<std::string>& words);
  Argument& within(int least, int most);
  /// --help tells what it is when it is not given.
  Argument& shows_default();
  Argument& type_name(const std::string& name);

 private:
  CLI::Option* option_;
};

/// One command of the command line, in the words of CLI11. Its header is read here and in cli.cc
/// only: it costs each file that reads it seconds to compile.
class Command {
 public:
  explicit Command(CLI::App& app) : app_(&app) {}
  Command add_subcommand(const std::string& name, const std::string& about);
  void require_subcommand();

  /// `value` has to live as long as the command; it begins with the default.
  Argument add_option(const std::string& name, std::string& value, const std::string& about);
  Argument add_option(const std::string& name, std::vector<std::string>& values,
                      const std::string& about);
  Argument add_option(const std::string& name, int& value, const std::string& about);
  Argument add_option(const std::string& name, uint32_t& value, const std::string& about);
  Argument add_option(const std::string& name, uint64_t& value, const std::string& about);
  void add_flag(const std::string& name, bool& value, const std::string& about);
  /// "--ktap{-}": "-" for the flag alone, FILE for --ktap=FILE.
  void add_flag(const std::string& name, std::string& value, const std::string& about);

  void footer(const std::string& text);
  /// What it does once everything is read.
  void callback(std::function<void()> action);
  /// Asked before: what it returns is said and is a usage error, unless it is "".
  void check(std::function<std::string()> complaint);

 private:
  CLI::App* app_;
};

}  // namespace hopproof
