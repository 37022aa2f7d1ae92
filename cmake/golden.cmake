# cmake -DHOPPROOF= -DCASE= -DCOMMAND=lint|run -DEXIT= [-DREPORT=] -P golden.cmake
# Runs one case that must not pass and compares what the user reads with CASE's .err file. What
# differs from run to run (ephemeral ports, paths, times) is replaced on both sides.
# HOPPROOF_UPDATE_GOLDEN=1 writes the file instead.
get_filename_component(folder "${CASE}" DIRECTORY)
get_filename_component(file "${CASE}" NAME)
string(REGEX REPLACE "\\.yaml$" ".err" golden "${CASE}")

set(arguments "${COMMAND}" "${file}")
if(COMMAND STREQUAL "run")
  list(APPEND arguments --report "${REPORT}")
endif()
execute_process(COMMAND "${HOPPROOF}" ${arguments} WORKING_DIRECTORY "${folder}"
  OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE exit)
if(exit EQUAL 77)
  message("skipped: ${out}")
  return()
endif()
if(COMMAND STREQUAL "lint")
  set(seen "${err}")
else()
  set(seen "${out}${err}")
endif()

if(REPORT)
  string(REPLACE "${REPORT}" "REPORT" seen "${seen}")
endif()
string(REGEX REPLACE "([:.])[3-6][0-9][0-9][0-9][0-9]" "\\1PORT" seen "${seen}")
string(REGEX REPLACE "port [3-6][0-9][0-9][0-9][0-9]" "port PORT" seen "${seen}")
string(REGEX REPLACE "frame [0-9]+" "frame N" seen "${seen}")

if("$ENV{HOPPROOF_UPDATE_GOLDEN}")
  file(WRITE "${golden}" "${seen}")
endif()
if(NOT exit EQUAL EXIT)
  message(FATAL_ERROR "exit ${exit}, wanted ${EXIT}\n${out}${err}")
endif()
if(NOT EXISTS "${golden}")
  message(FATAL_ERROR "no golden file ${golden}; it would be:\n${seen}")
endif()
file(READ "${golden}" wanted)
if(NOT seen STREQUAL wanted)
  message(FATAL_ERROR "the message has changed.\n--- wanted (${golden})\n${wanted}\n--- seen\n${seen}")
endif()
