# hopproof_unity(TARGET): with HOPPROOF_UNITY the files of a target are compiled several at a time, which parses the
# headers that they share once: a build from nothing needs less than half of the processor time. A helper that stands in
# two files of a stage is then an error, which is as it should be; it belongs into one file that both read.
# The tidy preset compiles each file alone, and sees one that forgets an include.
set(HOPPROOF_UNITY_FILES 8 CACHE STRING "files that are compiled together")

function(hopproof_unity TARGET)
  if(HOPPROOF_UNITY)
    # The kernel's headers make room for libc's declarations only where those came first.
    set_target_properties(${TARGET} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${HOPPROOF_UNITY_FILES}
      UNITY_BUILD_CODE_BEFORE_INCLUDE "#include <net/if.h>\n#include <netinet/in.h>")
  endif()
endfunction()

# Tables in the kernel's own two-letter names for states, which differ in meaning from file to file; and a test that
# replaces operator new.
set_source_files_properties(
  engine/core/connections/sctp_state.cc engine/core/connections/tcp_state.cc
  engine/core/connections/tcp_state_test.cc engine/core/nat_limits_test.cc
  PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)

# The tables that most new matches and targets are added to: alone they are compiled in a third of the time.
set_source_files_properties(harness/case/iptables/iptables_matches.cc harness/case/iptables/iptables_targets.cc
  PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
