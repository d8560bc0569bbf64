/** `msnscan completion SHELL`: what the shells complete, from the same tables as the help. */
import { RULES } from '../analysis/registry.ts';
import { CliError } from './cli-error.ts';
import { COMMANDS, FLAGS, type CommandName, type Flag } from './flags.ts';
import { didYouMean } from './suggest.ts';

const ALL: readonly Flag[] = FLAGS;
const NAMES = COMMANDS.map(({ name }) => name);
const RULE_FLAGS: ReadonlySet<string> = new Set(['enable', 'disable', 'finding']);

/** Words that a flag's value is one of; none where it can be anything. */
function valuesOf(flag: Flag): readonly string[] {
  if (RULE_FLAGS.has(flag.name)) return [...RULES.keys()];
  return flag.values ?? [];
}

const takesFile = (flag: Flag): boolean => flag.value === 'FILE' || flag.value === 'DIR';
const flagsOf = (command: CommandName): readonly Flag[] =>
  ALL.filter(({ only }) => only === undefined || only.includes(command));
const spellings = ({ name, short }: Flag): string[] =>
  short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];

function bash(): string {
  const values = ALL.filter(({ kind }) => kind === 'value').map((flag) => {
    const words = valuesOf(flag).join(' ');
    const reply = takesFile(flag) ? 'compgen -f' : `compgen -W '${words}'`;
    return `    ${spellings(flag).join('|')}) mapfile -t COMPREPLY < <(${reply} -- "$cur"); return ;;`;
  });
  const flags = NAMES.map(
    (name) =>
      `    ${name}) flags='${flagsOf(name)
        .map((flag) => `--${flag.name}`)
        .join(' ')}' ;;`,
  );
  return `# bash completion of msnscan: eval "$(msnscan completion bash)"
_msnscan() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=scan flags word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
    ${NAMES.join('|')}) command=$word; break ;;
    esac
  done
  case $prev in
${values.join('\n')}
  esac
  case $command in
${flags.join('\n')}
  esac
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$flags" -- "$cur")
  elif [[ $command == explain ]]; then
    mapfile -t COMPREPLY < <(compgen -W '${[...RULES.keys()].join(' ')}' -- "$cur")
  elif [[ $command == completion ]]; then
    mapfile -t COMPREPLY < <(compgen -W '${Object.keys(SHELLS).join(' ')}' -- "$cur")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$cur"; ((COMP_CWORD == 1)) && compgen -W '${NAMES.join(' ')}' -- "$cur")
  fi
}
complete -o filenames -F _msnscan msnscan
`;
}

const zshText = (text: string): string =>
  text.replace(/['"\\[\]:]/g, (found) => (found === "'" ? "'\\''" : `\\${found}`));

function zshSpec(flag: Flag): string {
  const names = spellings(flag).reverse();
  const head = names.length === 1 ? '' : `'(${names.join(' ')})'{${names.join(',')}}`;
  const words = valuesOf(flag);
  const action = takesFile(flag) ? '_files' : words.length > 0 ? `(${words.join(' ')})` : ' ';
  const isValue = flag.kind === 'value';
  const isFile = flag.kind === 'file';
  const value = isValue ? `:${flag.value ?? ''}:${action}` : isFile ? `::${flag.value ?? ''}:_files` : '';
  const rest = `[${zshText(flag.text)}]${value}`;
  if (head !== '') return `${head}'${rest}'`;
  return `'${names.join('')}${isFile ? '=-' : ''}${rest}'`;
}

function zsh(): string {
  const cases = NAMES.map(
    (name) =>
      `    ${name})\n      specs=(\n${flagsOf(name)
        .map((flag) => `        ${zshSpec(flag)}`)
        .join('\n')}\n      ) ;;`,
  );
  const commands = COMMANDS.map(({ name, text }) => `    '${name}:${zshText(text)}'`);
  return `#compdef msnscan
# zsh completion of msnscan: msnscan completion zsh > "\${fpath[1]}/_msnscan"
_msnscan_first() {
  local -a commands
  commands=(
${commands.join('\n')}
  )
  _describe -t commands command commands
  _files
}
_msnscan() {
  local command=scan word
  local -a specs
  for word in \${words[2,CURRENT-1]}; do
    case $word in
    ${NAMES.join('|')}) command=$word; break ;;
    esac
  done
  case $command in
${cases.join('\n')}
  esac
  _arguments -s $specs '1:command or capture:_msnscan_first' '*:capture:_files'
}
if [ "$funcstack[1]" = _msnscan ]; then _msnscan "$@"; else compdef _msnscan msnscan; fi
`;
}

const fishText = (text: string): string => `'${text.replace(/[\\']/g, (found) => `\\${found}`)}'`;

function fishFlag(flag: Flag): string {
  const { only } = flag;
  const others = only === undefined ? [] : NAMES.filter((name) => !only.includes(name));
  const condition =
    only === undefined
      ? ''
      : ` -n ${fishText(
          only.includes('scan')
            ? `not __fish_seen_subcommand_from ${others.join(' ')}`
            : `__fish_seen_subcommand_from ${only.join(' ')}`,
        )}`;
  const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
  const words = valuesOf(flag);
  const needs = flag.kind !== 'value' ? '' : takesFile(flag) ? ' -r -F' : ' -x';
  const list = words.length === 0 ? '' : ` -a ${fishText(words.join(' '))}`;
  return `complete -c msnscan${condition} -l ${flag.name}${short}${needs}${list} -d ${fishText(flag.text)}`;
}

function fish(): string {
  const commands = COMMANDS.map(
    ({ name, text }) => `complete -c msnscan -n __fish_is_first_token -a ${name} -d ${fishText(text)}`,
  );
  return `# fish completion of msnscan: msnscan completion fish > ~/.config/fish/completions/msnscan.fish
${commands.join('\n')}
complete -c msnscan -n '__fish_seen_subcommand_from explain' -f -a ${fishText([...RULES.keys()].join(' '))}
complete -c msnscan -n '__fish_seen_subcommand_from completion' -f -a ${fishText(Object.keys(SHELLS).join(' '))}
${ALL.map(fishFlag).join('\n')}
`;
}

const SHELLS: Readonly<Record<string, () => string>> = { bash, zsh, fish };

/** The script for a shell. Throws CliError for others. */
export function completion([shell = '', ...others]: readonly string[]): string {
  const script = Object.entries(SHELLS).find(([name]) => name === shell)?.[1];
  if (script !== undefined && others.length === 0) return script();
  const names = Object.keys(SHELLS);
  throw new CliError(
    'completion takes one shell: bash, zsh or fish',
    didYouMean(shell, names, 'for example eval "$(msnscan completion bash)"'),
  );
}
