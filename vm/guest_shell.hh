#pragma once

#include "harness/base/fd.hh"
#include "vm/message.hh"

namespace hopproof::vm {

/// In the machine: runs the program that the order ("do": "shell") names in its body, words
/// separated by NUL, or a shell where it names none, on a terminal of its own where "terminal" is
/// "yes", with "rows" and "columns". "input" is handed on, also what came before it ran, until "end
/// of input"; "size" sets the terminal's. Says "output" and "error" meanwhile and "ended" with its
/// "status" (128 + a signal's number) at the end. Returns then, or when the other side has gone.
void serve_shell(const Fd& port, MessageReader& reader, const Message& order);

}  // namespace hopproof::vm
