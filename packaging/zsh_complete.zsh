# zsh -f zsh_complete.zsh FUNCTIONS LINE DUMP: what zsh offers where LINE ends, one word a line. FUNCTIONS is the folder
# of _hopproof, DUMP a file in which one call leaves for the next what it found in $fpath. Completion needs a line editor, and that a terminal: it is given one (zshmodules(1), zsh/zpty).
zmodload zsh/zpty
zpty shell zsh -f -i
shell() { zpty -w shell "$1" }
shell "PS1= RPS1= PS2=; unsetopt zle_bracketed_paste; stty -echo 2>/dev/null; cd ${(q)PWD}"
shell "fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -C -d ${(q)3}"
# Instead of only adding matches to the line, compadd prints them.
shell 'compadd() {
  [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] && { builtin compadd "$@"; return }
  local -a __found
  builtin compadd -A __found "$@"
  (( ${#__found} )) && print -l -- MATCH:${^__found}
  builtin compadd "$@"
}'
shell 'complete-word-and-end() { zle complete-word; print; print END }'
shell 'zle -C complete-word complete-word _main_complete; zle -N complete-word-and-end'
shell 'bindkey "^X^E" complete-word-and-end'
shell 'print READY'
while zpty -r shell line; do [[ $line == *READY* && $line != *print* ]] && break; done
zpty -w -n shell "$2"$'\C-x\C-e'
while zpty -r shell line; do
  line=${line//[$'\r\n']/}
  [[ $line == *END ]] && break
  [[ $line == *MATCH:* ]] && print -r -- ${${line##*MATCH:}%% }
done
zpty -d shell
