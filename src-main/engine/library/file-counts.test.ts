import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contentOf, embed, met } from '../../../test/fixtures/rows.ts';
import { suspect } from './damage.ts';
import { openDatabase, type Database } from './database.ts';
import { openLibraryToWrite, type Library } from './library.ts';
import { covers, type Territory } from './path-range.ts';
import type { Outcome } from './vectors.ts';

let folder: string;
let library: Library;
/** As another program has it open. */
let database: Database;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-counts-'));
  library = openLibraryToWrite(folder);
  database = openDatabase(join(folder, 'library.sqlite'));
});
afterEach(() => {
  database.close();
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

const keys = ['one@1/1', 'next@1/1'];
const territory = (around: string, ...without: string[]): Territory => {
  return { folder: Buffer.from(around), without: without.map((each) => Buffer.from(each)) };
};
const everywhere = territory('/');
const parts = [territory('/p1'), territory('/p0', '/p0/in'), territory('/', '/p0', '/p1/in')];

function told() {
  const { files } = library;
  const counts = keys.flatMap((key) => [files.counts(key), ...parts.map((part) => files.counts(key, part))]);
  return { counts, missing: files.countMissing(), reasons: files.reasons() };
}

/** How many files are in each state in each of some territories, by a look at each row. */
function countedIn(key: string, territories: readonly Territory[]) {
  const rows = database
    .prepare(
      `SELECT path, gone, reason, vector.id FROM file
       LEFT JOIN vector ON vector.content_id = file.content_id AND stage_key = ? AND moment = 0 WHERE gone < 2`,
    )
    .all(key) as { path: Uint8Array; gone: number; reason: string | null; id: number | null }[];
  const isBelow = (path: Uint8Array, one: Buffer) => covers(one, path) && !one.equals(path);
  return territories.map(({ folder: around, without }) => {
    const here = rows.filter(({ path }) => isBelow(path, around) && !without.some((inner) => isBelow(path, inner)));
    const setAside = here.filter(({ reason }) => reason !== null).length;
    const searchable = here.filter(({ reason, id }) => reason === null && id !== null).length;
    const [found, offline] = [here.length, here.filter(({ gone }) => gone === 1).length];
    return { found, searchable, waiting: found - setAside - searchable, setAside, offline };
  });
}

/** The same by a look at each row. */
function counted(): ReturnType<typeof told> {
  const all = (sql: string) => database.prepare(sql).all();
  const [{ missing }] = all('SELECT count(*) AS missing FROM file WHERE gone = 2') as [{ missing: number }];
  const reasons = all(`SELECT reason, count(*) AS count FROM file WHERE reason IS NOT NULL AND gone < 2
    GROUP BY reason ORDER BY count DESC, reason`);
  const counts = keys.flatMap((key) => countedIn(key, [everywhere, ...parts]));
  return { counts, missing, reasons: reasons as ReturnType<typeof told>['reasons'] };
}

function ids(query = 'SELECT id FROM file ORDER BY path'): number[] {
  return (database.prepare(query).all() as { id: number }[]).map(({ id }) => id);
}

/** Begins again: faster than with another library. */
function forgetAll(): void {
  library.files.forget(everywhere);
  library.vectors.dropUnused();
}

type Dice = { path: number; text: number; key: number };
const pathOf = ({ path }: Dice): string => `/p${path % 2}/${path === 3 || path === 4 ? 'in/' : ''}${path}`;
const place = ({ path }: Dice): Territory => ({ folder: Buffer.from(`/p${path % 2}`), without: [] });
const fileOf = ({ path }: Dice): number => ids().at(path) ?? -1;
const keyOf = ({ key }: Dice): string => keys[key] ?? '';
const anyContent = ({ text }: Dice): number => ids('SELECT id FROM content').at(text) ?? -1;
const record = (dice: Dice, outcome: Outcome) => library.vectors.record(keyOf(dice), [outcome]);
const failed = { kind: 'set-aside', detail: '', retryable: true } as const;
const video = { timeMs: 0, startMs: 0, endMs: 9, embedding: Float32Array.of(0.6, 0.8) };

/** All that happens to files, contents and vectors, each to any of a few. */
const changes: Record<string, (dice: Dice) => unknown> = {
  meet: (dice) => library.files.update([met(pathOf(dice), { modifiedMs: dice.text })], []),
  'do not meet': (dice) => library.files.update([], [fileOf(dice)]),
  move(dice) {
    library.files.update([met(`/p0/moved ${dice.text}`)], []);
    record(dice, { kind: 'known', fileId: ids()[0] ?? -1, contentId: anyContent(dice) });
    library.files.dropMoved([fileOf(dice)]);
  },
  embed: (dice) => record(dice, embed(fileOf(dice), `${dice.text}`)),
  'embed a video': (dice) =>
    record(dice, {
      kind: 'video',
      fileId: fileOf(dice),
      content: { ...contentOf(`${dice.text}`), video: { durationMs: 9, posterMs: 0 } },
      moments: [video, { ...video, timeMs: 5 }],
    }),
  describe: (dice) => record(dice, { kind: 'described', fileId: fileOf(dice), content: contentOf(`${dice.text}`) }),
  link: (dice) => record(dice, { kind: 'known', fileId: fileOf(dice), contentId: anyContent(dice) }),
  'set aside': (dice) => record(dice, { ...failed, fileId: fileOf(dice), reason: 'image.corrupt' }),
  'set aside otherwise': (dice) => record(dice, { ...failed, fileId: fileOf(dice), reason: 'file.unreadable' }),
  'retry later': () => library.files.retry([everywhere], Date.now() + 1e9),
  'try again': () => library.files.tryAgain('image.corrupt'),
  'go offline': (dice) => library.files.setOffline(place(dice)),
  'take for missing': (dice) => library.files.markMissing([fileOf(dice)]),
  'hide a root': (dice) => library.files.hide(place(dice)),
  'forget a root': (dice) => library.files.forget(place(dice)),
  'drop unused': () => library.vectors.dropUnused(),
  'drop a pack': (dice) => library.changeovers.drop(keyOf(dice)),
  'put in whole': (dice) =>
    database
      .prepare('INSERT OR IGNORE INTO file (path, size, modified_ms, changed_ms, content_id) VALUES (?, 1, 1, 1, ?)')
      .run(Buffer.from(`/p1/whole ${dice.path}`), ids('SELECT id FROM content').at(dice.text) ?? null),
  respell: () => library.respell(everywhere),
  // As a library that becomes portable has it.
  'spell otherwise': (dice) =>
    database
      .prepare('UPDATE file SET path = ? WHERE id = ?')
      .run(Buffer.from(`/p1/in/${dice.path} ${Math.random()}`), fileOf(dice)),
};

const dice = fc.record({ path: fc.nat(4), text: fc.nat(2), key: fc.nat(1) });
// Files are met and embedded often enough that there are some to do something with.
const names = [...Object.keys(changes), 'meet', 'meet', 'meet', 'embed', 'embed'];
const anyChange = fc.tuple(fc.constantFrom(...names), dice);

test('whatever happens, the counts are what a look at each row gives, and add up', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { minLength: 10, maxLength: 60 }), (happened) => {
      forgetAll();
      for (const [name, at] of happened) {
        changes[name]?.(at);
        expect(told()).toEqual(counted());
        for (const { found, searchable, waiting, setAside } of told().counts) {
          expect([searchable + waiting + setAside, Math.min(searchable, waiting, setAside) >= 0]).toEqual([
            found,
            true,
          ]);
        }
      }
      expect(library.faults()).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('the counts are told without a look at the files, however many there are', () => {
  library.files.update([met('/p/a'), met('/p/b')], []);
  // No query can read them by this name; and a later step of the schema can change the table.
  database.exec('ALTER TABLE file RENAME TO put_away');
  expect(library.files.counts('', territory('/p'))).toMatchObject({ found: 2, waiting: 2 });
  expect({ ...told(), counts: keys.map((key) => library.files.counts(key)) }).toMatchObject({
    counts: [{ found: 2, waiting: 2 }, { found: 2 }],
    missing: 0,
    reasons: [],
  });
});

test('files are counted with each folder that they lie in, whatever their names are', () => {
  // The other separator, the halves of letters, letters of many bytes.
  const byte = fc.constantFrom(0x5c, 0x61, 0x62, 0x2e, 0xc3, 0xa9, 0xf0, 0x9f, 0x90, 0xb6, 0x80, 0xff, 0x30);
  const name = fc.array(byte, { minLength: 1, maxLength: 3 }).map((bytes) => [0x2f, ...bytes]);
  const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((parents) => Buffer.from(parents.flat()));
  fc.assert(
    fc.property(fc.array(path, { maxLength: 8 }), (paths) => {
      forgetAll();
      library.files.update(
        paths.map((each) => ({ ...met(''), path: each })),
        [],
      );
      const cut = paths.flatMap((each) =>
        [...each.keys()].filter((at) => each[at] === 0x2f).map((at) => each.subarray(0, at)),
      );
      const territories = cut.filter(({ length }) => length > 0).map((around) => ({ folder: around, without: [] }));
      expect(territories.map((here) => library.files.counts('', here))).toEqual(countedIn('', territories));
      expect(library.faults()).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('counts that are not those of the rows are told as a fault, and made again by the next writer', () => {
  library.files.update([met('/p/a'), met('/p/b')], []);
  database.exec('UPDATE file_count SET files = 7');
  expect(library.faults()).toEqual(['file_count is not what counting the rows gives']);
  database.exec(`INSERT INTO searchable_count VALUES ('${keys[0]}', 1)`);
  database.exec('UPDATE folder_count SET files = 7; UPDATE folder_searchable SET files = 7');
  expect(library.faults()).toHaveLength(3);
  suspect(folder);
  library.close();
  const again = openLibraryToWrite(folder);
  library = again;
  expect(again.replaced).toBeUndefined();
  expect([library.faults(), library.files.counts(keys[0] ?? '').waiting]).toEqual([[], 2]);
});
