#pragma once

#include <string>

namespace hopproof::imports {

/// A text that a person gave: a file, or standard input.
struct Source {
  std::string name;  ///< "lb1.txt"; "-": standard input
  std::string node;  ///< whose it is, where the person said so
  std::string text;
};

/// Where something was read.
struct Where {
  std::string file;
  int line = 0;  ///< from 1; 0: no line of a file says it

  /// "lb1.txt:118"; "" where no line says it.
  std::string text() const { return line == 0 ? file : file + ':' + std::to_string(line); }
};

/// One line of configuration, in the words of the case language.
struct Fact {
  std::string text;
  Where where;
};

/// What a person has to know of the case that was made.
struct Remark {
  /// assumed: nobody said it. missing: it is left out. differs: two sources disagree.
  enum class Kind { assumed, missing, differs };
  Kind kind = Kind::assumed;
  std::string text;  ///< a sentence or two, with the option or command that settles it

  /// "assumed", "missing", "differs"
  static const char* word(Kind kind);
};

}  // namespace hopproof::imports
