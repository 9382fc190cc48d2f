import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect, jsonLines, PolylensError, type Client } from '../../contract/index.ts';

type Wanted = { library: string; pack: string; version: string; imported?: string };
/** Long enough for an engine that is busy with a large library. */
const answersWithinMs = 3000;

/** As of `startEngine`. */
type Joined = { client: Client; loss(): Promise<PolylensError>; close(): Promise<void> };

/**
 * Joins the engine that owns this library, if there is one and it is of the same version and pack. Undefined where not:
 * whatever stands in the way, an engine of one's own can do.
 */
export async function joinEngine({ library, version, ...wanted }: Wanted): Promise<Joined | undefined> {
  let socket: Socket | undefined;
  // That of the library's choice has no name here.
  const pack = wanted.imported === undefined ? wanted.pack : '';
  try {
    socket = createConnection(meetingPlaceOf(library));
    const joined = socket;
    // An engine that hangs is as none: its end of the line is then of no use.
    joined.setTimeout(answersWithinMs, () => joined.destroy());
    await once(joined, 'connect');
    const client = await connect(jsonLines(joined));
    if (client.engine.version !== version || client.engine.pack !== pack) throw new PolylensError('engine.mismatch');
    joined.setTimeout(0);
    const ended = once(joined, 'close');
    return {
      client,
      async loss() {
        await ended;
        return new PolylensError('engine.lost', { how: 'the engine it had joined ended', said: '' });
      },
      close: () => Promise.resolve(void joined.end()),
    };
  } catch {
    socket?.destroy();
    return undefined;
  }
}

/**
 * The address at which the engine that owns a library is joined.
 * @throws Error where there is none
 */
export function meetingPlaceOf(library: string): string {
  const sign = JSON.parse(readFileSync(join(library, 'engine.json'), 'utf8')) as { address: string };
  return sign.address;
}
