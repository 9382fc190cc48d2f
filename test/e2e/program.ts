import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFakePack } from '../fixtures/fake-pack.ts';

/** A folder for one test file with the fake pack, an empty photo folder and room for a library. */
export type World = {
  root: string;
  photos: string;
  library: string;
  pack: string;
  remove(): void;
};

export type Ran = { code: number | null; out: string; talk: string };
/**
 * `mortal`: without root's right to read everything, where the tests run as root. `chooses`: without a named pack, so that the
 * library chooses one, and with a folder of the world's own for those that are imported. `bare`: on no library, by a command
 * that takes none. `environment`: what it has beside that of the tests. `cwd`: where it is started.
 */
type RunOptions = {
  input?: string;
  mortal?: boolean;
  chooses?: boolean;
  bare?: boolean;
  environment?: Record<string, string>;
  cwd?: string;
};

const program = fileURLToPath(new URL('../../dist/shells/cli/main.js', import.meta.url));

/** util-linux: root stays root, but file permissions count for it. */
const withoutReadAll = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'];

export async function makeWorld(): Promise<World> {
  const root = mkdtempSync(join(tmpdir(), 'polylens-world-'));
  const photos = join(root, 'photos');
  mkdirSync(photos);
  const pack = join(root, 'pack');
  await writeFakePack(pack);
  return {
    root,
    photos,
    library: join(root, 'library'),
    pack,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** What a hook makes before a test and takes away after it. */
export function made<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('this is there only while a test runs');
  return part;
}

/** Starts the built program on the world's library and pack; the caller waits for it or ends it. */
export function start(
  { root, library, pack }: World,
  args: readonly string[],
  { mortal, chooses, bare, environment, cwd }: RunOptions = {},
): ChildProcess {
  const places = [...(bare ? [] : ['--library', library]), ...(chooses ? [] : ['--pack', pack])];
  const command = [process.execPath, program, ...args, ...places];
  const [file = '', ...rest] = mortal && process.getuid?.() === 0 ? [...withoutReadAll, ...command] : command;
  const env = { ...process.env, ...(chooses ? { XDG_DATA_HOME: root } : {}), ...environment };
  return spawn(file, rest, { env, ...(cwd === undefined ? {} : { cwd }) });
}

/** Runs the built program to its end. */
export async function polylens(world: World, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = start(world, args, options);
  let out = '';
  let talk = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (talk += text));
  child.stdin?.end(options.input ?? '');
  await once(child, 'close');
  return { code: child.exitCode, out, talk };
}

/** The names of the files a search found, best first. */
export function namesIn({ code, out, talk }: Ran): string[] {
  if (out === '') throw new Error(`no answer, exit code ${code}: ${talk}`);
  const { hits } = JSON.parse(out) as { hits: { path: string }[] };
  return hits.map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
}

/** The counts of `index --json` and `status --json`. */
export function countsIn({ out }: Ran): { found: number; searchable: number; waiting: number; aside: number } {
  const { found, searchable, waiting, set_aside: aside } = JSON.parse(out) as Record<string, number>;
  return { found: found ?? -1, searchable: searchable ?? -1, waiting: waiting ?? -1, aside: aside ?? -1 };
}
