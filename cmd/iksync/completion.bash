# Files or folders that begin with a prefix: -f|-d BEFORE PREFIX. BEFORE is what of
# the word comes before the name.
_iksync_paths() {
  local name prefix=$3
  case $prefix in
    [\"\']*) prefix=${prefix:1} ;;
    *) prefix=${prefix//\\/} ;;
  esac
  while IFS= read -r name; do
    COMPREPLY+=("$2$name")
  done < <(compgen "$1" -- "$prefix")
  compopt -o filenames 2>/dev/null
}

# Words that begin with a prefix: BEFORE PREFIX END WORD...
_iksync_words() {
  local before=$1 prefix=$2 end=$3 word
  shift 3
  for word in "$@"; do
    [[ $word == "$prefix"* ]] && COMPREPLY+=("$before$word$end")
  done
  return 0
}

# What a value that has begun can become: BEFORE PREFIX KIND WORD...
_iksync_reply() {
  local before=$1 prefix=$2 kind=$3
  shift 3
  case $kind in
    words) _iksync_words "$before" "$prefix" '' "$@" ;;
    file) _iksync_paths -f "$before" "$prefix" ;;
    folder) _iksync_paths -d "$before" "$prefix" ;;
    form)
      if [[ $prefix == *=* ]]; then
        _iksync_paths -f "$before${prefix%%=*}=" "${prefix#*=}"
      else
        _iksync_words "$before" "$prefix" = "$@"
        compopt -o nospace 2>/dev/null
      fi
      ;;
  esac
}

# The words of the line, without the splits that bash makes at = and : of its own.
_iksync_line() {
  local i word join=
  words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $i -gt 1 && -n $word && ( -n $join || $word == [=:]* ) ]]; then
      words[${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
    join=
    [[ $word == *[=:] && $word != [!=:]* ]] && join=1
  done
}

_iksync() {
  local -a words
  local IFS=$' \t\n' command= arguments=0 flag= word i known piece=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  _iksync_line
  local last=$((${#words[@]} - 1))
  for ((i = 1; i < last; i++)); do
    word=${words[i]}
    if [[ -n $flag ]]; then
      flag=
    elif [[ $word == -* && $arguments == 0 ]]; then
      [[ $word == -[!-]?* ]] && word=-$word # one hyphen is as good as two
      [[ -n $(_iksync_value "$command" "$word") ]] && flag=$word
    elif [[ $arguments == 0 ]] && _iksync_branch "$command"; then
      command=${command:+$command }$word
    else
      arguments=$((arguments + 1))
    fi
  done

  word=${words[last]}
  if [[ -n $flag ]]; then
    set -- $(_iksync_value "$command" "$flag")
    _iksync_reply '' "$word" "$@"
  elif [[ $word == -*=* && $arguments == 0 ]]; then
    flag=${word%%=*}
    [[ $flag == -[!-]?* ]] && flag=-$flag
    set -- $(_iksync_value "$command" "$flag")
    _iksync_reply "${word%%=*}=" "${word#*=}" "$@"
  elif [[ $word == -* && $arguments == 0 ]]; then
    _iksync_words '' "$word" '' $(_iksync_flags "$command")
  elif [[ $word != -* ]]; then
    set -- $(_iksync_argument "$command" "$arguments")
    _iksync_reply '' "$word" "$@"
  fi

  # Bash puts the reply in the place of what follows its last split.
  known=$word
  [[ $piece == [=:]* ]] || known=${word%"$piece"}
  [[ ${BASH_VERSINFO[0]} -ge 4 ]] || known=${word%"${word##*[=:]}"} # it splits, and does not say so
  for i in "${!COMPREPLY[@]}"; do
    COMPREPLY[i]=${COMPREPLY[i]#"$known"}
  done
}

if type compopt >/dev/null 2>&1; then
  complete -F _iksync iksync
else
  complete -o filenames -F _iksync iksync # bash 3.2
fi
