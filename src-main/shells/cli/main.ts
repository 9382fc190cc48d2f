import { PolylensError, type Client } from '../../contract/index.ts';
import { startEngine, type EngineConnection } from '../node/engine-connection.ts';
import { followMains } from '../node/mains.ts';
import type { Ease } from '../node/power.ts';
import { NoPlaceError, programVersion, resolvePlaces } from '../node/places.ts';
import { commands, readArguments, type Command } from './arguments.ts';
import { completionScript } from './completion.ts';
import { copyCommand } from './copy-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { evalCommand } from './eval-command.ts';
import { exportCommand } from './export-command.ts';
import { help } from './help.ts';
import { indexCommand } from './index-command.ts';
import { libraryCommand } from './library-command.ts';
import { UsageError } from './options.ts';
import { modeCommand } from './mode-command.ts';
import { packsCommand } from './packs-command.ts';
import { pauseCommand } from './pause-command.ts';
import { problemsCommand } from './problems-command.ts';
import { providerCommand } from './provider-command.ts';
import { rootsCommand } from './roots-command.ts';
import { searchCommand } from './search-command.ts';
import { serveCommand } from './serve-command.ts';
import { statusCommand } from './status-command.ts';
import { printable, processTerminal, type Terminal } from './terminal.ts';
import { exitCodeFor, wordsFor } from './words.ts';

type EngineCommand = Exclude<Command, { name: 'help' | 'version' | 'completion' | 'eval' }>;

async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const command = readArguments(args);
    if (command.name === 'help') terminal.out(help);
    else if (command.name === 'version') terminal.out(programVersion());
    else if (command.name === 'completion') terminal.out(completionScript(command.shell, commands));
    else if (command.name === 'eval')
      return await evalCommand(command, { terminal, signal: interruptSignal(terminal) });
    else return await runWithEngine(command, terminal);
    return 0;
  } catch (thrown) {
    return report(thrown, terminal);
  }
}

async function runWithEngine(command: EngineCommand, terminal: Terminal): Promise<number> {
  const engine = await startEngine({ ...resolvePlaces(command.places), version: programVersion() });
  const release = works.has(command.name) ? followMains(easing(engine.client)) : undefined;
  try {
    return await run(command, engine, terminal);
  } catch (thrown) {
    throw thrown instanceof PolylensError && thrown.code === 'engine.lost' ? await engine.loss() : thrown;
  } finally {
    release?.();
    await engine.close();
  }
}

/** Those in which vectors are made for long. */
const works: ReadonlySet<string> = new Set<EngineCommand['name']>(['index', 'serve', 'packs']);

/** An engine that ends meanwhile is asked no more. */
function easing(client: Client): Ease {
  return (how, signal) => void client.call('library.ease', { how }, { signal }).catch(() => undefined);
}

type Around = { terminal: Terminal; readonly signal: AbortSignal };
type Run<C> = (client: Client, command: C, around: Around) => Promise<number>;

const runs: { [Name in EngineCommand['name']]: Run<Extract<EngineCommand, { name: Name }>> } = {
  index: indexCommand,
  search: searchCommand,
  copy: copyCommand,
  export: exportCommand,
  status: statusCommand,
  problems: problemsCommand,
  roots: rootsCommand,
  library: libraryCommand,
  packs: packsCommand,
  pause: pauseCommand,
  resume: pauseCommand,
  mode: modeCommand,
  provider: providerCommand,
  serve: (client, _command, around) => serveCommand(client, around),
  doctor: doctorCommand,
};

function run(command: EngineCommand, { client }: EngineConnection, terminal: Terminal): Promise<number> {
  // The table gives each name its command's function; the compiler cannot follow the pair through a name.
  const work = runs[command.name] as Run<EngineCommand>;
  // Ctrl-C is listened to only by those that ask for the signal: it ends all others at once.
  let signal: AbortSignal | undefined;
  return work(client, command, {
    terminal,
    get signal() {
      return (signal ??= interruptSignal(terminal));
    },
  });
}

/** The first Ctrl-C asks for a clean stop, the second ends at once (the library is safe either way). */
function interruptSignal(terminal: Terminal): AbortSignal {
  const controller = new AbortController();
  process.on('SIGINT', () => {
    if (controller.signal.aborted) process.exit(130);
    terminal.talk('stopping after what is in hand; Ctrl-C again stops at once');
    controller.abort();
  });
  return controller.signal;
}

function report(thrown: unknown, terminal: Terminal): number {
  if (thrown instanceof UsageError) {
    terminal.talk(`polylens: ${thrown.message}; polylens --help shows all commands`);
    return 2;
  }
  if (thrown instanceof NoPlaceError) {
    terminal.talk(`polylens: ${printable(thrown.message)}`);
    return 2;
  }
  if (!(thrown instanceof PolylensError)) throw thrown;
  terminal.talk(`polylens: ${wordsFor(thrown)}`);
  return exitCodeFor(thrown.code);
}

process.exitCode = await main(process.argv.slice(2), processTerminal());
