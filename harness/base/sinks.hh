#pragma once

#include <string>
#include <string_view>

/// What strangers wrote (names in a case file, output of programs, packets, another run's JSON), as
/// text for the place where it goes: one function for each, used by every writer.
///
/// All make valid UTF-8 of any bytes. Control characters (C0, DEL and C1), line separators, and the
/// characters that turn the direction of text (UAX #9) are shown as '?', so that nothing is obeyed
/// and nothing looks like something else.
namespace hopproof {

/// Valid UTF-8 and nothing else: what is none becomes U+FFFD. For JSON, which escapes the rest.
std::string as_utf8(std::string_view text);

/// For a terminal or a log; lines and tabs stay. What GitHub's runner would take for a workflow
/// command (`::name ...::` at the start of a line, `##[name]`) is broken by a '?'.
std::string printable(std::string_view text);

/// The same, on one line: line ends and tabs as blanks.
std::string one_line(std::string_view text);

/// For XML 1.0 and HTML, in elements and in quoted attributes; lines and tabs stay.
std::string escape_markup(std::string_view text);

/// A file's path as a relative URL of a page: never a scheme, a host or a script.
std::string as_link(std::string_view path);

/// For GitHub's Markdown: no markup, no table cell, no mention, no link.
std::string as_markdown(std::string_view text);

/// For the message of a workflow command of GitHub, and for a property of one (`title=`).
std::string as_command_message(std::string_view text);
std::string as_command_property(std::string_view text);

/// For a description in TAP and KTAP, where '#' begins a directive.
std::string as_tap(std::string_view text);

/// A double-quoted scalar of YAML, with its quotes.
std::string as_yaml(std::string_view text);

/// For a label in a mermaid diagram.
std::string as_mermaid(std::string_view text);

}  // namespace hopproof
