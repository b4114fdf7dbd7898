# The command, in one line, and the arguments that the line has before the cursor,
# without flags and their values. After an argument, nothing is a flag any more.
function __iksync_words
    set -l said
    set -l skip
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set skip
        else if test (count $said) -lt 2; and string match -qr -- '^-' $word
            # One hyphen is as good as two.
            contains -- (string replace -r -- '^--?' '' $word) $__iksync_takes_value
            and set skip 1
        else if contains -- "$said" $__iksync_branches
            set said "$said $word"
        else
            set -a said $word
        end
    end
    set -q said[1]; and printf '%s\n' $said
end

# Whether there is no command yet.
function __iksync_none
    test (count (__iksync_words)) -eq 0
end

# Whether a flag of the program can stand here.
function __iksync_open
    set -l said (__iksync_words)
    test (count $said) -lt 2; and not string match -qr -- '^help( |$)' "$said"
end

# Whether the command is the one named, with so many arguments: COMMAND N.
function __iksync_at
    set -l said (__iksync_words)
    test (count $said) -eq (math $argv[2] + 1); and test $said[1] = $argv[1]
end

# The same, with so many arguments or more.
function __iksync_from
    set -l said (__iksync_words)
    test (count $said) -gt $argv[2]; and test $said[1] = $argv[1]
end

# One of some words, an equals sign, and the name of a file: WORD...
function __iksync_form
    set -l word (commandline -ct)
    # Of --flag=form=file, fish puts what belongs to the flag in front.
    set -l value (string replace -r -- '^--?[a-z-]+=' '' $word)
    if set -l form (string match -r -- '^[^=]*=' $value)
        for path in (__fish_complete_path (string replace -r -- '^[^=]*=' '' $value))
            echo $form$path
        end
    else
        printf '%s=\n' $argv
    end
end
