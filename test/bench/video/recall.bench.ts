/** Moments found in films that are made of pictures, over those pictures found as photos: the same queries, the same number. */
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ffmpeg, missingFfmpeg, runFfmpeg } from '../../fixtures/videos.ts';
import { openEngine, type OpenEngine } from '../../fixtures/open-engine.ts';
import { packFolder } from '../pack-folder.ts';
import { keepRow, report } from '../report.ts';
import { kinds, makeFilm, type Scene, type Shot } from './films.ts';
import { corpusPictures, drawnPictures, type Labelled } from './pictures.ts';

if (!ffmpeg) process.stderr.write(`the bench of moments did not run: ${missingFfmpeg}\n`);

/** Photos of the corpus that are used, beside those that are drawn. */
const mostPhotos = Number(process.env['POLYLENS_BENCH_SCENES'] ?? 160);
/** Scenes of films, one after the other, and seconds of scenes: films last from five seconds to minutes, one of them twenty. */
const lengths = [1, 2, 5, 8, 3, 40, 12, 4, 20, 6, 10, 30];
const seconds = [5, 3, 4, 2.5, 6, 3.5, 8];
/** Times are rounded, and looks come four times a second. */
const slackMs = 300;

let temporary = '';
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'polylens-bench-'));
});
afterAll(() => rm(temporary, { recursive: true }));

type Film = { name: string; kind: string; shots: Shot[] };

/** Few pictures are spread over many kinds of files, of which so many have had theirs: each gets one. */
function mostOf(left: number, kindsDone: number): number {
  const toCome = Object.keys(kinds).length - kindsDone;
  return Math.max(1, Math.min(Math.floor((2.5 * left) / toCome), left - toCome + 1));
}

/** All pictures as scenes of films in `folder`, each once. */
async function makeFilms(folder: string, pictures: readonly Labelled[]): Promise<Film[]> {
  const films: Film[] = [];
  const names = Object.keys(kinds);
  for (let from = 0; from < pictures.length;) {
    const n = films.length;
    const count = Math.min(lengths[n % lengths.length] ?? 1, mostOf(pictures.length - from, n % names.length));
    const kind = names[n % names.length] ?? '';
    const options = kinds[kind];
    if (!options) throw new Error(kind);
    const scenes = pictures.slice(from, from + count).map(({ file }, at): Scene => {
      const usual = seconds[(from + at) % seconds.length] ?? 4;
      return { picture: file, seconds: options.length ? Math.ceil(options.length / count) : usual };
    });
    films.push({ name: `${n}-${kind}`, kind, shots: makeFilm(join(folder, `${n}-${kind}`), scenes, options) });
    from += count;
    // Who runs this wants to hear from it now and then.
    await setImmediate();
  }
  return films;
}

/** Files that claim to be videos and hold none, which cost the others nothing. */
async function addOthers(folder: string): Promise<string[]> {
  await writeFile(join(folder, 'empty.mp4'), '');
  runFfmpeg(['-f', 'lavfi', '-i', 'sine=d=5', '-c:a', 'aac', join(folder, 'sound.mp4')]);
  return ['empty.mp4 file.empty', 'sound.mp4 image.none'];
}

/** `others`: which files are none, and why. */
async function opened(name: string, folder: string, others: readonly string[] = []): Promise<OpenEngine> {
  const { folder: pack } = await packFolder(temporary);
  const engine = openEngine({ library: join(temporary, name), pack });
  const { counts, files } = await engine.call('library.index', { folders: [folder], acceptMissing: false });
  expect(counts.found).toBe((await readdir(folder)).length);
  expect(files.map(({ path, reason }) => `${basename(path)} ${reason}`).toSorted()).toEqual(others);
  expect(counts.searchable).toBe(counts.found - others.length);
  return engine;
}

/** The first hit: its file's name, the moment in it, and how near it is. */
async function best(engine: OpenEngine, text: string) {
  const { hits } = await engine.call('search.run', { text, limit: 1 });
  const [hit] = hits;
  return { name: basename(hit?.path ?? ''), at: hit?.moments?.[0]?.time ?? -1, score: hit?.score ?? 0 };
}

/** What came of one query. `off`: how many shots from the right one, where the film is the right one. */
type Answer = { kind: string; still: boolean; film: boolean; moment: boolean; off: number | undefined; apart: number };

type Asked = { picture: string; text: string; stills: OpenEngine; videos: OpenEngine; films: readonly Film[] };

async function ask({ picture, text, stills, videos, films }: Asked): Promise<Answer> {
  const [still, found] = [await best(stills, text), await best(videos, text)];
  const film = films.find(({ shots }) => shots.some((shot) => shot.picture === picture));
  const isFilm = film !== undefined && found.name === film.name;
  const off = isFilm ? offBy(film.shots, picture, found.at) : undefined;
  const isStill = still.name === basename(picture);
  const apart = found.score - still.score;
  return { kind: film?.kind ?? '', still: isStill, film: isFilm, moment: off === 0, off, apart };
}

function offBy(shots: readonly Shot[], picture: string, at: number): number {
  const right = shots.flatMap((shot, n) => (shot.picture === picture ? [n] : []));
  const apart = shots.flatMap(({ startMs, endMs }, n) => {
    return at >= startMs - slackMs && at < endMs + slackMs ? right.map((one) => Math.abs(n - one)) : [];
  });
  return apart.length === 0 ? shots.length : Math.min(...apart);
}

const share = (answers: readonly Answer[], is: (answer: Answer) => boolean) =>
  answers.filter(is).length / Math.max(1, answers.length);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const percent = (value: number) => `${(100 * value).toFixed(1)} %`;

function tell(answers: readonly Answer[], films: readonly Film[], pack: string): void {
  const shots = films.flatMap((film) => film.shots);
  const length = films.reduce((sum, film) => sum + (film.shots.at(-1)?.endMs ?? 0), 0) / 1000;
  const [stills, moments] = [share(answers, ({ still }) => still), share(answers, ({ moment }) => moment)];
  // Of what photos find, so that it is the films that are measured and not the model.
  const offs = answers.flatMap(({ still, off }) => (still && off !== undefined ? [off] : []));
  const ofKinds = Object.keys(kinds).flatMap((kind) => {
    const own = answers.filter((answer) => answer.kind === kind);
    const of = (is: (answer: Answer) => boolean) => percent(share(own, is));
    return own.length === 0
      ? []
      : [[`  ${kind}`, `${of(({ moment }) => moment)} : ${of(({ still }) => still)}`] as const];
  });
  report(
    `Moments of ${films.length} films, ${shots.length} scenes, ${length.toFixed(0)} s, ${answers.length} queries, ${pack}`,
    {
      'stills, the first is right': percent(stills),
      'films, the first is right': percent(share(answers, ({ film }) => film)),
      'moments, the first is in the right shot': percent(moments),
      'moments : stills': (moments / stills).toFixed(3),
      'shots off, in the right film': `${mean(offs).toFixed(3)}, ${offs.filter((off) => off > 1).length} of ${offs.length} more than one`,
      'score of the best moment over that of the best still': mean(answers.map(({ apart }) => apart)).toFixed(3),
      ...Object.fromEntries(ofKinds),
    },
  );
  keepRow({ row: 'moment recall@1 : stills', area: 'video', ratio: moments / stills, budget: '>= 0.9' });
  keepRow({ row: 'time off, in shots', area: 'video', ratio: mean(offs), budget: '<= 1' });
}

/** Only those that are used, all in one folder. */
async function withFiles(folder: string, pictures: readonly Labelled[]): Promise<Labelled[]> {
  const placed: Labelled[] = [];
  for (const { file, queries } of pictures) {
    const own = join(folder, basename(file));
    if (own !== file) await copyFile(file, own);
    placed.push({ file: own, queries });
  }
  return placed;
}

test.skipIf(!ffmpeg)('moments against stills', async () => {
  const [photos, folder] = [join(temporary, 'stills'), join(temporary, 'films')];
  const pack = await packFolder(temporary);
  const labelled = await corpusPictures(join(temporary, 'corpus'), mostPhotos);
  const pictures = await withFiles(photos, [...labelled, ...(await drawnPictures(photos))]);
  await mkdir(folder);
  const films = await makeFilms(folder, pictures);
  const others = await addOthers(folder);
  const stills = await opened('library-of-stills', photos);
  const videos = await opened('library-of-films', folder, others);
  const answers: Answer[] = [];
  try {
    for (const { file: picture, queries } of pictures) {
      for (const text of queries) answers.push(await ask({ picture, text, stills, videos, films }));
    }
  } finally {
    await Promise.all([stills.close(), videos.close()]);
  }
  expect(answers.length).toBeGreaterThan(0);
  tell(answers, films, pack.name);
});
