import { PolylensError, type Client } from '../../contract/index.ts';
import { startEngine, type EngineConnection } from '../node/engine-connection.ts';
import { programVersion, resolvePlaces } from '../node/places.ts';
import { readArguments, type Command } from './arguments.ts';
import { doctorCommand } from './doctor-command.ts';
import { help } from './help.ts';
import { indexCommand } from './index-command.ts';
import { UsageError } from './options.ts';
import { modeCommand } from './mode-command.ts';
import { packsCommand } from './packs-command.ts';
import { pauseCommand } from './pause-command.ts';
import { problemsCommand } from './problems-command.ts';
import { rootsCommand } from './roots-command.ts';
import { searchCommand } from './search-command.ts';
import { statusCommand } from './status-command.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { exitCodeFor, wordsFor } from './words.ts';

type EngineCommand = Exclude<Command, { name: 'help' | 'version' }>;
/** About how much is done for the library. */
type EffortCommand = Extract<EngineCommand, { name: 'pause' | 'resume' | 'mode' }>;

async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const command = readArguments(args);
    if (command.name === 'help') terminal.out(help);
    else if (command.name === 'version') terminal.out(programVersion());
    else return await runWithEngine(command, terminal);
    return 0;
  } catch (thrown) {
    return report(thrown, terminal);
  }
}

async function runWithEngine(command: EngineCommand, terminal: Terminal): Promise<number> {
  const engine = await startEngine({ ...resolvePlaces(command.places), version: programVersion() });
  try {
    return await run(command, engine, terminal);
  } catch (thrown) {
    throw thrown instanceof PolylensError && thrown.code === 'engine.lost' ? await engine.loss() : thrown;
  } finally {
    await engine.close();
  }
}

function run(command: EngineCommand, { client }: EngineConnection, terminal: Terminal): Promise<number> {
  if (isOfEffort(command)) return setEffort(command, client, terminal);
  switch (command.name) {
    case 'index':
      return indexCommand(client, command, { terminal, signal: interruptSignal(terminal) });
    case 'search':
      return searchCommand(client, command, { terminal });
    case 'status':
      return statusCommand(client, command, { terminal });
    case 'problems':
      return problemsCommand(client, command, { terminal, signal: interruptSignal(terminal) });
    case 'roots':
      return rootsCommand(client, command, { terminal });
    case 'packs':
      return packsCommand(client, command, { terminal, signal: interruptSignal(terminal) });
    case 'doctor':
      return doctorCommand(client, { terminal });
  }
}

function isOfEffort(command: EngineCommand): command is EffortCommand {
  return ['pause', 'resume', 'mode'].includes(command.name);
}

function setEffort(command: EffortCommand, client: Client, terminal: Terminal): Promise<number> {
  if (command.name === 'mode') return modeCommand(client, command, { terminal });
  return pauseCommand(client, command, { terminal });
}

/** The first Ctrl-C asks for a clean stop, the second ends at once (the library is safe either way). */
function interruptSignal(terminal: Terminal): AbortSignal {
  const controller = new AbortController();
  process.on('SIGINT', () => {
    if (controller.signal.aborted) process.exit(130);
    terminal.talk('stopping after the batch in hand; Ctrl-C again stops at once');
    controller.abort();
  });
  return controller.signal;
}

function report(thrown: unknown, terminal: Terminal): number {
  if (thrown instanceof UsageError) {
    terminal.talk(`polylens: ${thrown.message}; polylens --help shows all commands`);
    return 2;
  }
  if (!(thrown instanceof PolylensError)) throw thrown;
  terminal.talk(`polylens: ${wordsFor(thrown)}`);
  return exitCodeFor(thrown.code);
}

process.exitCode = await main(process.argv.slice(2), processTerminal());
