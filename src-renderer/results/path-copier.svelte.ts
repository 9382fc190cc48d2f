import { PolylensError, type Client } from '../../src-main/contract/index.ts';

/** Puts this text on the system's clipboard once it is there. */
type Put = (text: Promise<string>) => Promise<void>;
type Outcome = 'copying' | 'copied' | 'failed';

/** So many are asked for at a time: a selection may hold all there are. */
const atOnce = 100;

/** Copies the paths of photos and videos to the clipboard, a line each. */
export class PathCopier {
  #last = $state.raw<{ assets: ReadonlySet<number>; outcome: Outcome }>();
  readonly #client: Client;
  readonly #put: Put;

  constructor(client: Client, put: Put = putText) {
    this.#client = client;
    this.#put = put;
  }

  /** What came of it for just this selection. */
  outcomeOf(assets: ReadonlySet<number>): Outcome | undefined {
    return this.#last?.assets === assets ? this.#last.outcome : undefined;
  }

  /** Takes the first file of each; those that are gone meanwhile have none. */
  async copy(assets: ReadonlySet<number>): Promise<void> {
    const run = { assets, outcome: 'copying' as const };
    this.#last = run;
    const text = this.#pathsOf([...assets]);
    // Where there is no clipboard nobody waits for it.
    text.catch(() => undefined);
    const outcome = await this.#put(text).then(
      () => 'copied' as const,
      () => 'failed' as const,
    );
    if (this.#last === run) this.#last = { assets, outcome };
  }

  async #pathsOf(assets: readonly number[]): Promise<string> {
    const paths: string[] = [];
    for (let from = 0; from < assets.length; from += atOnce) {
      const some = assets.slice(from, from + atOnce);
      paths.push(...(await Promise.all(some.map((asset) => this.#pathOf(asset)))).flat());
    }
    return paths.join('\n');
  }

  async #pathOf(asset: number): Promise<string[]> {
    try {
      const { places } = await this.#client.call('asset.details', { asset });
      return places.slice(0, 1).map(({ path }) => path);
    } catch (thrown) {
      if (thrown instanceof PolylensError && thrown.code === 'asset.unknown') return [];
      throw thrown;
    }
  }
}

async function putText(text: Promise<string>): Promise<void> {
  if (typeof ClipboardItem === 'undefined') return navigator.clipboard.writeText(await text);
  // Before anything is waited for: some browsers forget then that a person asked for it.
  const blob = text.then((all) => new Blob([all], { type: 'text/plain' }));
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
}
