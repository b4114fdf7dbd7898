# What completion offers in an interactive zsh: completion.zsh SCRIPT LINE...
# For each line it prints its number after an @, and a line for each match.
emulate -R zsh
zmodload zsh/zpty || exit 1
local script=$1 line out
local -i number=0
shift

zpty shell env PS1= TERM=dumb zsh -f -i
# compadd tells what it adds. One key completes and tells the end: zsh leaves out
# matches while there are keys that it has not read.
zpty -w shell "autoload -U compinit && compinit -u -D; source ${(q)script}
compadd() {
  local hit
  local -a hits
  if [[ -z \$argv[(r)-[OAD]] ]]; then
    builtin compadd -A hits \"\$@\"
    for hit in \$hits; do print -r -- \"<hit>\$IPREFIX\$hit</hit>\"; done
  fi
  builtin compadd \"\$@\"
}
told() { zle complete-word; BUFFER=; print -r -- '<'end'>' }
zle -N told
bindkey '^T' told
print -r -- '<'ready'>'"
while zpty -r shell out; do [[ $out == *'<ready>'* ]] && break; done
for line in "$@"; do
  print -r -- "@$((number++))"
  zpty -w -n shell $line$'\x14'
  while zpty -r shell out; do
    [[ $out == *'<end>'* ]] && break
    [[ $out == *'<hit>'*'</hit>'* ]] && print -r -- "${${out#*<hit>}%</hit>*}"
  done
done
zpty -d shell
