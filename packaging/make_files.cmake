# cmake -DHOPPROOF= -DFOLDER= -DVERSION= -DMAINTAINER= -P make_files.cmake: what the program says of itself, as files to install.
# SOURCE_DATE_EPOCH, where it is set, is their date: the same sources make the same bytes.
function(make FILE)
  execute_process(COMMAND ${HOPPROOF} ${ARGN} OUTPUT_FILE ${FOLDER}/${FILE} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
# compress(FILE RESULT): without name and time in it (gzip -n).
function(compress FILE RESULT)
  execute_process(COMMAND gzip -9nc ${FILE} OUTPUT_FILE ${RESULT} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER}/completions ${FOLDER}/schemas ${FOLDER}/man1 ${FOLDER}/man5 ${FOLDER}/man7)
make(completions/hopproof completions bash)
make(completions/_hopproof completions zsh)
make(completions/hopproof.fish completions fish)
make(schemas/case.schema.json explain schema)
make(schemas/run.schema.json explain run-schema)
execute_process(COMMAND ${HOPPROOF} manual ${FOLDER}/pages COMMAND_ERROR_IS_FATAL ANY)
file(GLOB pages ${FOLDER}/pages/*)
foreach(page IN LISTS pages)
  get_filename_component(name ${page} NAME)
  string(REGEX REPLACE ".*\\." "" section ${name})
  compress(${page} ${FOLDER}/man${section}/${name}.gz)
endforeach()

# Debian's form of a changelog, for the tools that read it in a package; people read CHANGELOG.md beside it.
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${FOLDER}/changelog "hopproof (${VERSION}) unstable; urgency=medium

  * See /usr/share/doc/hopproof/CHANGELOG.md.

 -- ${MAINTAINER}  ${date}
")
compress(${FOLDER}/changelog ${FOLDER}/changelog.gz)
