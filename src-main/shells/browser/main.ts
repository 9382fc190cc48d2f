/** `polylens` without a command: the window in the person's browser. Ends with Ctrl-C or a signal. */
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { followMains } from '../node/mains.ts';
import { placesOrEnd, programVersion, type resolvePlaces } from '../node/places.ts';
import { hasDisplay, openAsUsual, showFile } from '../node/system-programs.ts';
import { windowParts, type WindowParts } from '../node/window-parts.ts';
import { Host } from './host.ts';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const known = {
  library: { type: 'string' },
  pack: { type: 'string' },
  port: { type: 'string', default: '0' },
  'no-open': { type: 'boolean', default: false },
} as const;

/** What is wrong with them is said in a line; the program then ends. */
function readOptions() {
  const { values, positionals } = parsed();
  // Electron hands a picture that was opened with Polylens to its page; a page of a browser takes none but from a person.
  if (positionals.length > 0) say('To find pictures like one of yours, drop it into the window.');
  const { library, pack } = values;
  const places = { ...(library === undefined ? {} : { library }), ...(pack === undefined ? {} : { pack }) };
  return { ...placesOrEnd(places), port: Number(values.port), opens: !values['no-open'] && hasDisplay() };
}

function parsed() {
  try {
    return parseArgs({ options: known, allowPositionals: true });
  } catch (error) {
    const [what] = (error instanceof Error ? error.message : String(error)).split('. ');
    process.stderr.write(`polylens: ${what}; polylens --help shows all commands\n`);
    return process.exit(2);
  }
}

async function startHost({ port, ...places }: ReturnType<typeof resolvePlaces> & { port: number }) {
  const parts: WindowParts = windowParts(
    { ...places, version: programVersion() },
    // A browser has no folder dialog that tells paths, so they are typed.
    hasDisplay() ? { showFile, openFile: openAsUsual } : {},
    (event, payload) => host.announce(event, payload),
  );
  const host = await Host.start({ port, ...parts });
  // Started before the page asks, so that the first search finds it warm.
  void parts.keeper.client().catch(() => undefined);
  followMains((how, until) => parts.keeper.ease(how, until));
  return { host, keeper: parts.keeper };
}

async function main(): Promise<void> {
  const options = readOptions();
  const { host, keeper } = await startHost(options);
  let ending = false;
  const end = async () => {
    if (ending) process.exit(130);
    ending = true;
    await host.close();
    await keeper.close();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end());
  const address = host.newAddress();
  const opened = options.opens && (await openAsUsual(address));
  say(
    opened ? 'Polylens is open in your browser. Ctrl-C ends it.' : 'Polylens runs. Open this address in your browser:',
  );
  say(opened ? `If no window came up, open ${address}` : `\n  ${address}\n\nIt opens once. Ctrl-C ends Polylens.`);
  if (!process.stdin.isTTY) return;
  say('Enter gives another address.');
  createInterface({ input: process.stdin }).on('line', () => say(host.newAddress()));
}

await main();
