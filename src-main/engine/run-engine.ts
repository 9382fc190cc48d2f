import { serve, type Announce, type Port } from '../contract/index.ts';
import { Engine } from './engine.ts';
import { announcing, Log, logged } from './log.ts';
import { openMeetingPlace } from './meeting-place.ts';

const endWithinMs = 10_000;

/** What an engine is over: folders, and the program's version. `imported` as of the engine's options. */
export type Over = { library: string; pack: string; version: string; imported?: string };

/** As a process is told it, one argument each. */
export function readOver([library = '', pack = '', version = '', imported = '']: readonly string[]): Over {
  return { library, pack, version, ...(imported === '' ? {} : { imported }) };
}

/**
 * Makes this process the engine's: it speaks the contract with its parent, and with shells that join it once it owns the
 * library, and ends with the last of them.
 */
export function runEngine(over: Over, parent: Port): void {
  // Ctrl-C reaches the whole process group; the shell decides what it means and tells by a cancel. A terminal that closes
  // takes its own shell along, and not those that joined.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);

  const { library, pack, version } = over;
  const shells = new Map<Port, Announce>();
  const log = new Log(library);
  let closeMeetingPlace: (() => void) | undefined;
  const toAll: Announce = (event, payload) => {
    for (const announce of shells.values()) announce(event, payload);
  };
  const welcome = (port: Port): void => {
    shells.set(port, serve(port, logged(engine.handlers, log)));
    port.onClose(() => {
      shells.delete(port);
      if (shells.size > 0) return;
      closeMeetingPlace?.();
      void end(engine, log);
    });
  };
  const onOwned = (): void => {
    closeMeetingPlace ??= openMeetingPlace(library, welcome);
    log.begin({ version, pack });
  };
  /** Says whether others stay. Where not, no more are let in. */
  const onLeave = (): boolean => {
    const stays = shells.size > 1;
    if (!stays) closeMeetingPlace?.();
    return stays;
  };
  const engine = new Engine({ ...over, announce: announcing(toAll, log), onOwned, onLeave });
  welcome(parent);
}

async function end(engine: Engine, log: Log): Promise<never> {
  // The last shell is gone: whatever still hangs must not outlive it for long.
  setTimeout(() => process.exit(1), endWithinMs).unref();
  await engine.close().catch(() => undefined);
  log.write('engine.ended');
  process.exit();
}
