# SPDX-License-Identifier: BSD-2-Clause
# Completion of mailstamp(1) and mailstampd(8) for bash.

# The value of --config on this line, else the default.
_mailstamp_config() {
    local i
    for ((i = 1; i < ${#COMP_WORDS[@]} - 1; i++)); do
        [[ ${COMP_WORDS[i]} == --config ]] && { echo "${COMP_WORDS[i + 1]}"; return; }
    done
    echo /etc/mailstamp/mailstamp.conf
}

# The folders below `templates`, which is relative to the configuration.
_mailstamp_templates() {
    local config folder
    config=$(_mailstamp_config)
    folder=$(sed -n 's/^templates *= *"\(.*\)".*/\1/p' "$config" 2>/dev/null)
    [[ ${folder:=templates} == /* ]] || folder=${config%/*}/$folder
    find "$folder" -mindepth 1 -maxdepth 1 -type d -printf '%f\n' 2>/dev/null
}

_mailstamp() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local envelope="--from --to --auth --client --now" words=

    COMPREPLY=()
    case $previous in
    --config | -c)
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
        return
        ;;
    --template)
        mapfile -t COMPREPLY < <(compgen -W "$(_mailstamp_templates)" -- "$current")
        return
        ;;
    --from | --to | --auth | --client | --now | --person | --socket) return ;;
    esac
    if ((COMP_CWORD == 1)); then
        mapfile -t COMPREPLY < <(compgen -W "init check stamp explain render lookup probe --help --version" -- "$current")
        return
    fi
    case ${COMP_WORDS[1]} in
    init)
        mapfile -t COMPREPLY < <(compgen -d -- "$current")
        return
        ;;
    check) words="--config" ;;
    stamp) words="--config $envelope" ;;
    explain) words="--config $envelope --json" ;;
    lookup) words="--config --json" ;;
    probe) words="--config --socket" ;;
    render) words="--config --template --person --html --text" ;;
    esac
    if [[ $current == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}

complete -o filenames -F _mailstamp mailstamp
complete -W "--config --check --log --log-format --log-level --socket-mode --version --help" -o default mailstampd
