#include "harness/case/shell/shell_lexer.hh"

#include <algorithm>
#include <array>

namespace hopproof {
namespace {

constexpr auto shell_operators =
    std::to_array<std::string_view>({"<<-", "&&", "||", ";;", "<<", ">>", "<&", ">&", "<>", ">|",
                                     "|", "&", ";", "<", ">", "(", ")"});

bool ends_shell_word(char c) {
  return std::string_view(" \t\n|&;<>()").find(c) != std::string_view::npos;
}
bool is_pattern(char c) { return c == '*' || c == '?' || c == '['; }
bool is_number_word(const ShellToken& word) {
  return !word.quoted && word.literal && !word.text.empty() &&
         std::ranges::all_of(word.text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

char ShellLexer::peek(size_t ahead) const {
  return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
}

ShellToken ShellLexer::next() {
  skip_blanks_and_comment();
  ShellToken token;
  if (at_end()) {
    open_ = open_ || delimiter_follows_ || !waiting_.empty();
  } else if (peek() == '\n') {
    token = newline();
  } else {
    token = op();
    if (token.kind == ShellToken::Kind::end) token = word();
  }
  token.end = at_;
  return token;
}

void ShellLexer::skip_blanks_and_comment() {
  while (!at_end()) {
    if (peek() == ' ' || peek() == '\t')
      ++at_;
    else if (peek() == '\\' && peek(1) == '\n')
      at_ += 2;
    else
      break;
  }
  if (peek() == '#') at_ = std::min(text_.find('\n', at_), text_.size());
}

ShellToken ShellLexer::newline() {
  ++at_;
  skip_here_documents();
  return {ShellToken::Kind::newline, "\n"};
}

void ShellLexer::skip_here_documents() {
  for (const HereDocument& document : waiting_) {
    bool found = false;
    while (!found && !at_end()) {
      const size_t end = std::min(text_.find('\n', at_), text_.size());
      std::string_view line = text_.substr(at_, end - at_);
      if (document.strips_tabs)
        line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
      found = line == document.delimiter;
      at_ = std::min(end + 1, text_.size());
    }
    open_ = open_ || !found;
  }
  waiting_.clear();
}

ShellToken ShellLexer::op() {
  for (const std::string_view known : shell_operators) {
    if (!text_.substr(at_).starts_with(known)) continue;
    at_ += known.size();
    delimiter_follows_ = known == "<<" || known == "<<-";
    strips_tabs_ = known == "<<-";
    return {ShellToken::Kind::op, std::string(known)};
  }
  return {};
}

ShellToken ShellLexer::word() {
  ShellToken word{ShellToken::Kind::word, ""};
  if (peek() == '~') word.literal = false;
  while (!at_end() && !ends_shell_word(peek())) take_piece(word);
  if (delimiter_follows_) {
    waiting_.push_back({word.text, strips_tabs_});
    delimiter_follows_ = false;
  } else if (is_number_word(word) && (peek() == '<' || peek() == '>')) {
    word.kind = ShellToken::Kind::io_number;
  }
  return word;
}

void ShellLexer::take_piece(ShellToken& word) {
  switch (peek()) {
    case '\'':
      return single_quoted(word);
    case '"':
      return double_quoted(word);
    case '$':
      word.literal = false;
      return dollar();
    case '`':
      word.literal = false;
      return backquoted();
    case '\\':
      open_ = open_ || at_ + 1 >= text_.size();
      if (peek(1) != '\n') {
        word.quoted = true;
        word.text += peek(1);
      }
      at_ = std::min(at_ + 2, text_.size());
      return;
    default:
      word.literal = word.literal && !is_pattern(peek());
      word.text += peek();
      ++at_;
  }
}

void ShellLexer::single_quoted(ShellToken& word) {
  word.quoted = true;
  const size_t end = text_.find('\'', at_ + 1);
  open_ = open_ || end == std::string_view::npos;
  word.text += text_.substr(at_ + 1, std::min(end, text_.size()) - at_ - 1);
  at_ = end == std::string_view::npos ? text_.size() : end + 1;
}

void ShellLexer::double_quoted(ShellToken& word) {
  word.quoted = true;
  ++at_;
  while (!at_end() && peek() != '"') {
    if (peek() == '$') {
      word.literal = false;
      dollar();
    } else if (peek() == '`') {
      word.literal = false;
      backquoted();
    } else {
      if (peek() == '\\' && at_ + 1 < text_.size()) ++at_;
      word.text += peek();
      ++at_;
    }
  }
  open_ = open_ || at_end();
  at_ = std::min(at_ + 1, text_.size());
}

/// What follows a '$': a substitution or an expansion. The name of a variable is left to the word.
void ShellLexer::dollar() {
  ++at_;
  if (peek() == '{') return skip_braces();
  if (peek() != '(') return;
  const bool arithmetic = peek(1) == '(';
  const size_t begin = at_ + 1;
  const size_t end = arithmetic ? end_of_arithmetic(begin) : end_of_brackets(begin);
  if (!arithmetic) substitutions_.emplace_back(text_.substr(begin, end - begin));
  open_ = open_ || end >= text_.size();
  at_ = std::min(end + 1, text_.size());
}

/// In an expression `<<` begins no here-document.
size_t ShellLexer::end_of_arithmetic(size_t from) const {
  int depth = 1;
  for (size_t at = from; at < text_.size(); ++at) {
    if (text_[at] == '(') ++depth;
    if (text_[at] == ')' && --depth == 0) return at;
  }
  return text_.size();
}

/// The bracket that closes the one before `from`, found among the tokens between them.
size_t ShellLexer::end_of_brackets(size_t from) {
  ShellLexer inner(text_.substr(from));
  inner.depth_ = depth_ + 1;
  if (inner.depth_ > deepest) return text_.size();
  int depth = 1;
  for (ShellToken token = inner.next(); token.kind != ShellToken::Kind::end; token = inner.next()) {
    if (token.kind != ShellToken::Kind::op) continue;
    if (token.text == "(") ++depth;
    if (token.text == ")" && --depth == 0) return from + token.end - 1;
  }
  return text_.size();
}

void ShellLexer::backquoted() {
  std::string script;
  for (++at_; !at_end() && peek() != '`'; ++at_) {
    if (peek() == '\\' && at_ + 1 < text_.size()) ++at_;
    script += peek();
  }
  open_ = open_ || at_end();
  at_ = std::min(at_ + 1, text_.size());
  substitutions_.push_back(std::move(script));
}

void ShellLexer::skip_braces() {
  ShellToken ignored;
  for (++at_; !at_end() && peek() != '}';) {
    if (depth_ >= deepest) {
      at_ = text_.size();
      break;
    }
    ++depth_;
    take_piece(ignored);
    --depth_;
  }
  open_ = open_ || at_end();
  at_ = std::min(at_ + 1, text_.size());
}

}  // namespace hopproof
