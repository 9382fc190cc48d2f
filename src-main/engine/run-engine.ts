import { serve, type Announce, type Port } from '../contract/index.ts';
import { Engine } from './engine.ts';
import { openMeetingPlace } from './meeting-place.ts';

const endWithinMs = 10_000;

/** What an engine is over: two folders and the program's version. */
export type Over = { library: string; pack: string; version: string };

/**
 * Makes this process the engine's: it speaks the contract with its parent, and with shells that join it once it owns the
 * library, and ends with the last of them.
 */
export function runEngine({ library, pack, version }: Over, parent: Port): void {
  // Ctrl-C reaches the whole process group; the shell decides what it means and tells by a cancel. A terminal that closes
  // takes its own shell along, and not those that joined.
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);

  const shells = new Map<Port, Announce>();
  let closeMeetingPlace: (() => void) | undefined;

  const engine = new Engine({
    library,
    pack,
    version,
    announce(event, payload) {
      for (const announce of shells.values()) announce(event, payload);
    },
    onOwned: () => (closeMeetingPlace ??= openMeetingPlace(library, welcome)),
    onLeave,
  });

  function welcome(port: Port): void {
    shells.set(port, serve(port, engine.handlers));
    port.onClose(() => {
      shells.delete(port);
      if (shells.size === 0) end();
    });
  }

  /** Says whether others stay. Where not, no more are let in. */
  function onLeave(): boolean {
    const stays = shells.size > 1;
    if (!stays) closeMeetingPlace?.();
    return stays;
  }

  function end(): void {
    // The last shell is gone: whatever still hangs must not outlive it for long.
    setTimeout(() => process.exit(1), endWithinMs).unref();
    closeMeetingPlace?.();
    void engine.close().finally(() => process.exit());
  }

  welcome(parent);
}
