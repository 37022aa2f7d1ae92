#include "harness/run/kernel_release.hh"

#include <sys/utsname.h>

namespace hopproof::run {

std::string kernel_release() {
  utsname name{};
  return ::uname(&name) == 0 ? name.release : "";
}

}  // namespace hopproof::run
