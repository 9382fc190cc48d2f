import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../../contract/index.ts';
import { meetingPlaceOf } from '../node/join-engine.ts';
import { printable, type Terminal } from './terminal.ts';

const lookEveryMs = 50;
const openWithinMs = 10_000;

/** Keeps the engine running, and with it the library as its folders are, until Ctrl-C; other commands join it. */
export async function serveCommand(
  client: Client,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<number> {
  const { library } = client.engine;
  const keeping = client.call('library.keep', {}, { signal });
  const address = await Promise.race([addressOf(library, signal), keeping.then(() => undefined)]);
  if (!signal.aborted) {
    terminal.out(`serving ${printable(library)}`);
    if (address === undefined) terminal.talk('no socket can be made there: other commands start engines of their own');
    else terminal.out(`listening at ${printable(address)}`);
    terminal.talk('Ctrl-C ends it');
  }
  await keeping;
  return 0;
}

/** Where the engine listens, once it owns the library and does; undefined when it cannot. */
async function addressOf(library: string, signal: AbortSignal): Promise<string | undefined> {
  for (let waited = 0; waited < openWithinMs && !signal.aborted; waited += lookEveryMs) {
    try {
      return meetingPlaceOf(library);
    } catch {
      await sleep(lookEveryMs);
    }
  }
  return undefined;
}
