/** Scripts by which shells complete the commands and options of `polylens`. */
import type { ParseArgsConfig } from 'node:util';

export const completedShells = ['bash', 'zsh', 'fish'] as const;
export type CompletedShell = (typeof completedShells)[number];

/** What can follow a command: its options, its own words, and the values of options that take one of few. */
export type Offer = {
  options: NonNullable<ParseArgsConfig['options']>;
  words?: readonly string[];
  values?: Readonly<Record<string, readonly string[]>>;
};

type Offers = Readonly<Record<string, Offer>>;

/** The window's, which `scripts/start.mjs` reads. */
const further: Offers = {
  window: {
    options: { browser: { type: 'boolean' }, 'no-open': { type: 'boolean' }, port: { type: 'string' } },
  },
  help: { options: {} },
};

/** The script for one shell, to be read by it at its start. */
export function completionScript(shell: CompletedShell, commands: Offers): string {
  const offers = { ...commands, ...further };
  switch (shell) {
    case 'bash':
      return bashScript(offers);
    case 'zsh':
      return zshScript(offers);
    case 'fish':
      return fishScript(offers);
  }
}

function bashScript(offers: Offers): string {
  return `# polylens, for bash: source <(polylens completion bash)
_polylens() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} offered= each
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    offered='${Object.keys(offers).join(' ')}'
  else
    case \${COMP_WORDS[1]} in
${cases(offers, (words) => `offered='${words}'`)}
    esac
    case \${COMP_WORDS[1]}:$before in
${valueCases(offers, (words) => `offered='${words}'`)}
    esac
  fi
  while IFS= read -r each; do COMPREPLY+=("$each"); done < <(compgen -W "$offered" -- "$word")
}
complete -o default -F _polylens polylens`;
}

function zshScript(offers: Offers): string {
  return `#compdef polylens
# polylens, for zsh: source <(polylens completion zsh), after compinit
_polylens() {
  local -a offered
  if ((CURRENT == 2)); then
    compadd -- ${Object.keys(offers).join(' ')}
    return
  fi
  case \${words[2]} in
${cases(offers, (words) => `offered=(${words})`)}
  esac
  case \${words[2]}:\${words[CURRENT - 1]} in
${valueCases(offers, (words) => `offered=(${words})`)}
  esac
  compadd -- $offered
  _files
}
compdef _polylens polylens`;
}

function fishScript(offers: Offers): string {
  const lines = Object.entries(offers).flatMap(([command, { options, words = [], values = {} }]) => [
    `complete -c polylens -n __fish_use_subcommand -a ${command}`,
    ...(words.length > 0 ? [`${afterCommand(command)} -a '${words.join(' ')}'`] : []),
    ...Object.entries(options).map(([name, { type, short }]) => {
      const taken = values[`--${name}`];
      const value = type === 'boolean' ? '' : taken ? ` -x -a '${taken.join(' ')}'` : ' -r';
      return `${afterCommand(command)} -l ${name}${short === undefined ? '' : ` -s ${short}`}${value}`;
    }),
  ]);
  return ['# polylens, for fish: polylens completion fish | source', ...lines].join('\n');
}

function afterCommand(command: string): string {
  return `complete -c polylens -n '__fish_seen_subcommand_from ${command}'`;
}

/** One line a command, as \`case\` of both other shells wants it. */
function cases(offers: Offers, then: (words: string) => string): string {
  const lines = Object.entries(offers).map(([command, { options, words = [] }]) => {
    const offered = [...words, ...Object.keys(options).map((name) => `--${name}`)];
    return `      ${command}) ${then(offered.join(' '))} ;;`;
  });
  return lines.join('\n');
}

function valueCases(offers: Offers, then: (words: string) => string): string {
  const lines = Object.entries(offers).flatMap(([command, { values = {} }]) =>
    Object.entries(values).map(([option, words]) => `      ${command}:${option}) ${then(words.join(' '))} ;;`),
  );
  return lines.join('\n');
}
