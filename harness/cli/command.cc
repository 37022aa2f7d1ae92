#include "harness/cli/command.hh"

#include <utility>

#include <CLI/CLI.hpp>

namespace hopproof {

Argument& Argument::required() {
  option_->required();
  return *this;
}

Argument& Argument::existing_path() {
  option_->check(CLI::ExistingPath);
  return *this;
}

Argument& Argument::one_of(const std::vector<std::string>& words) {
  option_->check(CLI::IsMember(words));
  return *this;
}

Argument& Argument::within(int least, int most) {
  option_->check(CLI::Range(least, most));
  return *this;
}

Argument& Argument::shows_default() {
  option_->capture_default_str();
  return *this;
}

Argument& Argument::type_name(const std::string& name) {
  option_->type_name(name);
  return *this;
}

Command Command::add_subcommand(const std::string& name, const std::string& about) {
  return Command(*app_->add_subcommand(name, about));
}

void Command::require_subcommand() { app_->require_subcommand(1); }

Argument Command::add_option(const std::string& name, std::string& value,
                             const std::string& about) {
  return Argument(app_->add_option(name, value, about));
}

Argument Command::add_option(const std::string& name, std::vector<std::string>& values,
                             const std::string& about) {
  return Argument(app_->add_option(name, values, about));
}

Argument Command::add_option(const std::string& name, int& value, const std::string& about) {
  return Argument(app_->add_option(name, value, about));
}

Argument Command::add_option(const std::string& name, uint32_t& value, const std::string& about) {
  return Argument(app_->add_option(name, value, about));
}

Argument Command::add_option(const std::string& name, uint64_t& value, const std::string& about) {
  return Argument(app_->add_option(name, value, about));
}

void Command::add_flag(const std::string& name, bool& value, const std::string& about) {
  app_->add_flag(name, value, about);
}

void Command::add_flag(const std::string& name, std::string& value, const std::string& about) {
  app_->add_flag(name, value, about);
}

void Command::footer(const std::string& text) { app_->footer(text); }

void Command::callback(std::function<void()> action) { app_->callback(std::move(action)); }

void Command::check(std::function<std::string()> complaint) {
  app_->parse_complete_callback([complaint = std::move(complaint)] {
    if (const std::string text = complaint(); !text.empty()) throw CLI::ValidationError(text);
  });
}

}  // namespace hopproof
