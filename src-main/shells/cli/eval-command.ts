import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PolylensError, type Client } from '../../contract/index.ts';
import { startEngine } from '../node/engine-connection.ts';
import { programVersion, resolvePlaces } from '../node/places.ts';
import { captionFiles, depths, readCaptions, recallOf, type Caption, type Ranked, type Recall } from './captions.ts';
import { UsageError } from './options.ts';
import { printable, type Terminal } from './terminal.ts';
import { problemLine } from './words.ts';

export type EvalCommand = {
  name: 'eval';
  pack: string | undefined;
  folder: string;
  /** The file with the captions, when it is not in the folder by its usual name. */
  captions: string | undefined;
  json: boolean;
};

type World = { terminal: Terminal; signal: AbortSignal };

const shownFaults = 10;
const deepest = Math.max(...depths);

/**
 * Measures a pack on a person's own photos with captions: makes them searchable in a library of their own, which is
 * thrown away, and looks for each caption; 1 when there is none that can be looked for.
 */
export async function evalCommand(command: EvalCommand, world: World): Promise<number> {
  const folder = resolve(command.folder);
  const list = captionsFile(folder, command.captions);
  const { captions, faults } = readCaptions(list, readFileSync(list, 'utf8'));
  const library = mkdtempSync(join(tmpdir(), 'polylens-eval-'));
  const { pack, library: own } = resolvePlaces(command.pack === undefined ? {} : { pack: command.pack });
  try {
    remember(own, library);
    const engine = await startEngine({ library, pack, version: programVersion() });
    try {
      return await evaluate(engine.client, { folder, captions, faults, json: command.json }, world);
    } catch (thrown) {
      throw thrown instanceof PolylensError && thrown.code === 'engine.lost' ? await engine.loss() : thrown;
    } finally {
      await engine.close();
    }
  } finally {
    remember(library, own);
    rmSync(library, { recursive: true, force: true });
  }
}

/**
 * What came of trying graphics processors is known of the machine, not of a library: it is taken from the person's own, and
 * left there, so that none is tried at each run. Where there is none they are tried again.
 */
function remember(from: string, to: string): void {
  const [source, target] = [join(from, 'providers.json'), join(to, 'providers.json')];
  if (!existsSync(source) || !existsSync(to)) return;
  try {
    copyFileSync(source, `${target}.eval`);
    renameSync(`${target}.eval`, target);
  } catch {
    // One that may not be written, say: they are tried again then.
    rmSync(`${target}.eval`, { force: true });
  }
}

function captionsFile(folder: string, given: string | undefined): string {
  const [found] = (given === undefined ? captionFiles.map((name) => join(folder, name)) : [resolve(given)]).filter(
    (path) => existsSync(path),
  );
  if (found !== undefined) return found;
  const where = given ?? `${captionFiles.join(' or ')} in ${folder}`;
  throw new UsageError(`eval: there is no ${where}; it holds a line for each: file, tab, caption`);
}

type Given = { folder: string; captions: readonly Caption[]; faults: string[]; json: boolean };

async function evaluate(client: Client, given: Given, { terminal, signal }: World): Promise<number> {
  const { stopped, files, folders } = await client.call(
    'library.index',
    { folders: [given.folder], acceptMissing: false },
    {
      signal,
      onProgress: (report) => {
        if (report.phase === 'embed') terminal.status(`making searchable: ${report.done} of ${report.total}`);
      },
    },
  );
  for (const problem of [...folders, ...files]) terminal.talk(problemLine(problem));
  if (stopped) return 130;
  const assets = await assetsByPath(client);
  const known = given.captions.filter(({ file }) => assets.has(file));
  const unknown = given.captions.filter(({ file }) => !assets.has(file));
  tellFaults([...given.faults, ...unknown.map(({ file }) => `${file}: is no photo or video that was found`)], terminal);
  const ranked: Ranked[] = [];
  for (const caption of known) {
    if (signal.aborted) return 130;
    ranked.push(await rankOf(client, caption, assets));
    terminal.status(`looking for captions: ${ranked.length} of ${known.length}`);
  }
  const { pack } = await client.call('pack.info', {});
  const result = { pack, photos: new Set(assets.values()).size, captions: ranked.length, ...resultsOf(ranked) };
  if (given.json) terminal.out(JSON.stringify({ ...result, skipped: given.faults.length + unknown.length }));
  else for (const line of tableOf(result)) terminal.out(line);
  return ranked.length > 0 ? 0 : 1;
}

/** All paths that a caption may name; a RAW or the video of a Live Photo stands for its picture. */
async function assetsByPath(client: Client): Promise<Map<string, number>> {
  const { assets } = await client.call('asset.list', {});
  const found = new Map<string, number>();
  for (const asset of assets) {
    const { places, companions = [] } = await client.call('asset.details', { asset });
    for (const { path } of [...companions, ...places]) found.set(path, asset);
  }
  return found;
}

async function rankOf(client: Client, { file, text, language }: Caption, assets: Map<string, number>): Promise<Ranked> {
  const own = language === undefined ? {} : { language };
  const { hits } = await client.call('search.run', { text, limit: deepest, ...own });
  const at = hits.findIndex(({ asset }) => asset === assets.get(file));
  return { ...own, rank: at < 0 ? undefined : at + 1 };
}

type Results = { recall: Recall; languages: { language: string; captions: number; recall: Recall }[] };

function resultsOf(ranked: readonly Ranked[]): Results {
  const languages = [...new Set(ranked.flatMap(({ language }) => language ?? []))].toSorted();
  return {
    recall: recallOf(ranked),
    languages: languages.map((language) => {
      const own = ranked.filter((one) => one.language === language);
      return { language, captions: own.length, recall: recallOf(own) };
    }),
  };
}

function tableOf({
  pack,
  photos,
  captions,
  recall,
  languages,
}: Results & { pack: string; photos: number; captions: number }) {
  const row = (name: string, count: number, of: Recall) =>
    [
      name.padEnd(9),
      ...depths.map((depth) => `${(100 * of[depth]).toFixed(1)} %`.padStart(9)),
      String(count).padStart(9),
    ].join(' ');
  return [
    `pack      ${pack}, ${photos} photos`,
    ['recall   ', ...depths.map((depth) => `@${depth}`.padStart(9)), ' captions'].join(' '),
    row('all', captions, recall),
    ...languages.map((one) => row(one.language, one.captions, one.recall)),
  ];
}

function tellFaults(faults: readonly string[], terminal: Terminal): void {
  for (const fault of faults.slice(0, shownFaults)) terminal.talk(printable(fault));
  if (faults.length > shownFaults) terminal.talk(`and ${faults.length - shownFaults} more lines that were left out`);
}
