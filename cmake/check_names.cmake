# A type has one definition: a name that two files define in one namespace is two types for the compiler and one for the
# linker (ODR). Types in anonymous namespaces count for their stage, code and tests apart: its files may be compiled
# together (cmake/unity.cmake), and a reader who searches for the name finds one.
get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}" DIRECTORY)
set(wrong 0)
set(seen 0)

file(GLOB_RECURSE files RELATIVE "${root}" "${root}/harness/*.cc" "${root}/harness/*.hh" "${root}/netns/*.cc"
  "${root}/netns/*.hh" "${root}/engine/*.cc" "${root}/engine/*.hh" "${root}/reports/*.cc" "${root}/reports/*.hh"
  "${root}/vm/*.cc" "${root}/vm/*.hh")
list(FILTER files EXCLUDE REGEX "node_modules|_fuzz\\.cc$|_bench\\.cc$|^harness/bench/")

foreach(file IN LISTS files)
  string(REGEX MATCH "^(harness/[a-z]+|engine/[a-z]+|[a-z]+)" stage "${file}")
  if(file MATCHES "_test\\.cc$")
    string(APPEND stage " (tests)")
  endif()
  set(spaces "")
  # Definitions at the beginning of a line; a declaration ends with a semicolon.
  file(STRINGS "${root}/${file}" lines
    REGEX "^(namespace [a-z_:]* ?{|}  // namespace|(struct|class|enum class) [A-Z][A-Za-z0-9_]*[^;]*)$|^namespace {")
  foreach(line IN LISTS lines)
    if(line MATCHES "^namespace ([a-z_:]*)")
      list(APPEND spaces "<${CMAKE_MATCH_1}>")
    elseif(line MATCHES "^}")
      list(POP_BACK spaces)
    elseif(line MATCHES "^(struct|class|enum class) ([A-Z][A-Za-z0-9_]*)( |$)")
      math(EXPR seen "${seen} + 1")
      set(name "${CMAKE_MATCH_2}")
      string(JOIN "" space ${spaces})
      if(space MATCHES "<>")
        string(PREPEND space "${stage} ")
      endif()
      string(MAKE_C_IDENTIFIER "${space}::${name}" key)
      if(DEFINED defined_${key} AND NOT "${defined_${key}}" STREQUAL "${file}")
        message("${name} is defined in ${defined_${key}} and in ${file}, in one namespace: ${space}")
        math(EXPR wrong "${wrong} + 1")
      endif()
      set(defined_${key} "${file}")
    endif()
  endforeach()
endforeach()
if(wrong GREATER 0 OR seen EQUAL 0)
  message(FATAL_ERROR "${wrong} of ${seen} types are defined twice")
endif()
message("${seen} types, each defined once")
