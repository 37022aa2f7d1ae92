#pragma once

#include "harness/base/error.hh"
#include "harness/base/fd.hh"

#include <fcntl.h>
#include <unistd.h>

namespace hopproof {

/// A pipe whose ends close themselves, and at an exec (pipe(7)).
struct Pipe {
  Fd read, write;

  Pipe() {
    int ends[2];
    check("create a pipe", ::pipe2(ends, O_CLOEXEC));
    read = Fd(ends[0]);
    write = Fd(ends[1]);
  }
};

}  // namespace hopproof
