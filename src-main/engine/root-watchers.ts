import { stat } from 'node:fs/promises';
import type { Library } from './library/library.ts';
import { needsPolling, watchFolder, type Heard } from './pipeline/watch-folder.ts';

export type WatchTimes = {
  /** Between two looks at whether the roots are there. */
  presenceMs: number;
  /** Between two looks through a root of which nothing is heard. */
  pollMs: number;
};

export type WatchKind = 'events' | 'polling';

type Watched = {
  path: Buffer;
  /** Which folder it was when the watching began: another in its place is not heard of. */
  identity: string;
  kind: WatchKind;
  lookedAt: number;
  stop: () => Promise<void>;
};

type Options = WatchTimes & {
  library: Library;
  onPaths: Heard['onPaths'];
  /** A root is to be looked through. */
  onRoot: (path: Buffer) => void;
};

/** Hears of changes in the roots: by the system's events where it can, else by looking now and then. */
export class RootWatchers {
  readonly #options: Options;
  readonly #watched = new Map<string, Watched>();
  readonly #timer: NodeJS.Timeout;
  #following: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#timer = setInterval(() => void this.follow().catch(() => undefined), options.presenceMs);
  }

  kindOf(path: Buffer): WatchKind | undefined {
    return this.#watched.get(keyOf(path))?.kind;
  }

  /** Watches the roots there are now; those whose folder is another one than before, or back, are to be looked through. */
  follow(): Promise<void> {
    this.#following ??= this.#follow().finally(() => (this.#following = undefined));
    return this.#following;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#following?.catch(() => undefined);
    const all = [...this.#watched.values()];
    this.#watched.clear();
    await Promise.all(all.map(({ stop }) => stop()));
  }

  async #follow(): Promise<void> {
    const paths = this.#options.library.roots.paths();
    for (const [key, { stop }] of this.#watched) {
      if (paths.some((path) => keyOf(path) === key)) continue;
      this.#watched.delete(key);
      await stop();
    }
    for (const path of paths) await this.#followOne(path);
  }

  async #followOne(path: Buffer): Promise<void> {
    const { onRoot, pollMs } = this.#options;
    const known = this.#watched.get(keyOf(path));
    const identity = await identityOf(path);
    if (known?.identity === identity) {
      if (known.kind === 'events' || performance.now() - known.lookedAt < pollMs) return;
      known.lookedAt = performance.now();
      onRoot(path);
      return;
    }
    await known?.stop();
    this.#watched.set(keyOf(path), { path, identity, lookedAt: performance.now(), ...(await this.#begin(path)) });
    if (known) onRoot(path);
  }

  async #begin(path: Buffer): Promise<Pick<Watched, 'kind' | 'stop'>> {
    const { onPaths, onRoot } = this.#options;
    try {
      if (await needsPolling(path)) return polling;
      return { kind: 'events', stop: await watchFolder(path, { onPaths, onMissed: () => onRoot(path) }) };
    } catch {
      return polling;
    }
  }
}

const polling = { kind: 'polling', stop: () => Promise.resolve() } as const;

async function identityOf(path: Buffer): Promise<string> {
  return stat(path).then(
    ({ dev, ino }) => `${dev} ${ino}`,
    () => 'none',
  );
}

function keyOf(path: Buffer): string {
  return path.toString('latin1');
}
