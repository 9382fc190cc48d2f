import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { half, inTurn, servePack, whole, type PackServer } from '../../../../test/fixtures/pack-server.ts';
import { newKeys, writeRelease } from '../../../../test/fixtures/release.ts';
import { installedAs } from './feed.ts';
import { putInPlace } from './put-in-place.ts';
import { UpdateError } from './update-error.ts';
import { hashOf, Updates, type Offer } from './updates.ts';

const keys = newKeys();
const content = Buffer.from('#!/bin/sh\necho new\n'.padEnd(200_000, '#'));
const { platform, arch } = process;
const installed = { version: '0.1.0', platform, arch, kind: 'AppImage' };

let root: string;
let shelf: string;
let folder: string;
let server: PackServer;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'polylens-updates-'));
  [shelf, folder] = [join(root, 'shelf'), join(root, 'updates')];
  writeRelease(shelf, keys, { content, version: '0.2.0' });
  server = await servePack(shelf);
});
afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

function updates(present = installed, key = keys.key): Updates {
  return new Updates({ address: server.address(''), key }, present, { folder });
}

/** What comes of a look by a clock of this time. */
const lookAt = (time: number) =>
  whyOf(new Updates({ address: server.address(''), key: keys.key }, installed, { folder, now: () => time }).look());

async function offered(): Promise<Offer> {
  const offer = await updates().look();
  if (!offer) throw new Error('nothing was offered');
  return offer;
}

const whyOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing went wrong',
    (thrown: unknown) => (thrown instanceof UpdateError ? thrown.why : thrown),
  );

test('a newer version is offered, and downloaded whole; each request is on record, and says nothing', async () => {
  const offer = await offered();
  expect(offer.version).toBe('0.2.0');
  const file = await updates().fetch(offer);
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(server.asked.map(({ path }) => path)).toEqual(['latest.json', 'latest.json.sig', 'Polylens-0.2.0.AppImage']);
  for (const { headers } of server.asked)
    expect(Object.keys(headers).filter((name) => !/^(host|connection|accept-encoding|user-agent)$/.test(name))).toEqual(
      [],
    );
  expect(server.asked[0]?.headers['user-agent']).toBe('Polylens');
  const record = readFileSync(join(folder, 'requests.jsonl'), 'utf8').trimEnd().split('\n');
  expect(record.map((line) => (JSON.parse(line) as { address: string }).address)).toEqual(
    server.asked.map(({ path }) => server.address(path)),
  );
  // What is there already is not asked for again.
  await updates().fetch(offer);
  expect(server.asked).toHaveLength(3);
});

test.each(['0.2.0', '0.2.1', '1.0.0'])(
  'version %s is not taken back to a rightly signed older one',
  async (version) => {
    expect(await updates({ ...installed, version }).look()).toBeUndefined();
  },
);

test('another system, processor or kind of installation is offered nothing of this one', async () => {
  expect(await updates({ ...installed, platform: 'aix' }).look()).toBeUndefined();
  expect(await updates({ ...installed, arch: 'mips' }).look()).toBeUndefined();
  expect(await updates({ ...installed, kind: 'deb' }).look()).toBeUndefined();
});

test('a list that was signed by another, or changed after it was signed, is refused', async () => {
  expect(await whyOf(updates(installed, newKeys().key).look())).toBe('signature');
  const list = readFileSync(join(shelf, 'latest.json'), 'utf8');
  writeFileSync(join(shelf, 'latest.json'), list.replace('0.2.0', '0.3.0'));
  expect(await whyOf(updates().look())).toBe('signature');
  writeFileSync(join(shelf, 'latest.json'), list);
  writeFileSync(join(shelf, 'latest.json.sig'), '');
  expect(await whyOf(updates().look())).toBe('signature');
  rmSync(join(shelf, 'latest.json.sig'));
  expect(await whyOf(updates().look())).toBe('unreachable');
});

const day = 24 * 3_600_000;
const issued = Date.UTC(2026, 0, 15, 12);
const release = (version: string, dates: { issued?: number; expires?: number }) =>
  writeRelease(shelf, keys, { content, version, ...dates });

test('a list is believed until it expires, and then refused with both dates, by whatever clock', async () => {
  release('0.2.0', { issued, expires: issued + 90 * day });
  expect(await lookAt(issued + 90 * day)).toBe('nothing went wrong');
  const late = new Updates({ address: server.address(''), key: keys.key }, installed, {
    folder,
    now: () => issued + 90 * day + 1,
  });
  await expect(late.look()).rejects.toMatchObject({
    why: 'expired',
    facts: { expires: '2026-04-15 12:00 UTC', now: '2026-04-15 12:00 UTC' },
  });
  // A clock that is years ahead; once it is right again, so is the look.
  expect(await lookAt(Date.UTC(2040, 0))).toBe('expired');
  expect(await lookAt(issued + day)).toBe('nothing went wrong');
});

test('a list that was signed before one that was seen is refused, though it offers a newer version', async () => {
  release('0.2.0', { issued: issued + day });
  expect(await lookAt(issued + 2 * day)).toBe('nothing went wrong');
  release('0.3.0', { issued });
  const again = new Updates({ address: server.address(''), key: keys.key }, installed, {
    folder,
    now: () => issued + 2 * day,
  });
  await expect(again.look()).rejects.toMatchObject({
    why: 'older',
    facts: { issued: '2026-01-15 12:00 UTC', seen: '2026-01-16 12:00 UTC' },
  });
  release('0.3.0', { issued: issued + day });
  expect(await lookAt(issued + 2 * day)).toBe('nothing went wrong');
  // A release that was withdrawn: the list of today says less than that of yesterday.
  release('0.1.0', { issued: issued + 2 * day });
  expect(await lookAt(issued + 2 * day)).toBe('nothing went wrong');
});

test('a clock that is behind is told, and cannot bring an expired list back', async () => {
  release('0.2.0', { issued });
  expect(await lookAt(0)).toBe('clock');
  expect(await lookAt(issued - day - 1)).toBe('clock');
  expect(await lookAt(issued - day)).toBe('nothing went wrong');
  // One that was signed by a wrong clock bars none that follow.
  release('0.2.1', { issued: Date.UTC(2040, 0) });
  expect(await lookAt(issued + day)).toBe('clock');
  release('0.2.2', { issued: issued + 1 });
  expect(await lookAt(issued + day)).toBe('nothing went wrong');
});

test('a list without dates, or with one that ends before it begins, is none', async () => {
  for (const dates of [{ issued: NaN }, { expires: NaN }, { issued, expires: issued }]) {
    release('0.2.0', dates);
    expect(await lookAt(issued)).toBe('failed');
  }
});

test('what is remembered of lists and cannot be read ends no look, and one of others is not remembered', async () => {
  release('0.2.0', { issued });
  const seen = join(folder, 'seen.json');
  for (const text of ['', '{}', '{"issued":-1}', '{"issued":"soon"}', 'null']) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(seen, text);
    expect(await lookAt(issued)).toBe('nothing went wrong');
    expect(readFileSync(seen, 'utf8')).toBe(JSON.stringify({ issued }));
  }
  writeRelease(shelf, newKeys(), { content, version: '0.2.0', issued: issued + 1 });
  expect(await lookAt(issued)).toBe('signature');
  expect(readFileSync(seen, 'utf8')).toBe(JSON.stringify({ issued }));
});

test('a file that would lie elsewhere is refused, though it is rightly signed', async () => {
  for (const name of ['../evil', '/evil', '.hidden', 'a/b']) {
    writeRelease(shelf, keys, { content, version: '0.2.0', name });
    expect(await whyOf(updates().look())).toBe('failed');
  }
});

test('a download that was cut goes on where it was', async () => {
  const offer = await offered();
  server.odd.set(offer.file.name, inTurn(half('cut'), whole));
  expect(await whyOf(updates().fetch(offer))).toBe('cut');
  expect(existsSync(join(folder, offer.file.name))).toBe(false);
  const file = await updates().fetch(offer);
  expect(readFileSync(file).equals(content)).toBe(true);
  const [, , , again] = server.asked;
  expect(again?.range).toMatch(/^bytes=[1-9]\d*-$/);
});

test('a server that cannot go on begins again', async () => {
  const offer = await offered();
  const fromStart = (answer: Parameters<typeof whole>[0], bytes: Buffer) => void answer.writeHead(200).end(bytes);
  server.odd.set(offer.file.name, inTurn(half('cut'), fromStart));
  await whyOf(updates().fetch(offer));
  expect(readFileSync(await updates().fetch(offer)).equals(content)).toBe(true);
});

test.each([
  ['other bytes', Buffer.from(content).fill('?', 5, 6)],
  ['more bytes', Buffer.concat([content, Buffer.from('!')])],
])('%s than were promised are refused, and nothing of them is there', async (_what, bytes) => {
  const offer = await offered();
  writeFileSync(join(shelf, offer.file.name), bytes);
  expect(await whyOf(updates().fetch(offer))).toBe('bytes');
  expect(readdirSync(folder).toSorted()).toEqual(['requests.jsonl', 'seen.json']);
  writeFileSync(join(shelf, offer.file.name), content);
  expect(readFileSync(await updates().fetch(offer)).equals(content)).toBe(true);
});

test('a page instead of a file, a server that is not there and a way out to an unsafe address are told', async () => {
  server.odd.set('latest.json', (answer) => void answer.writeHead(500).end('<html>'));
  expect(await whyOf(updates().look())).toBe('unreachable');
  server.odd.set('latest.json', (answer) => void answer.writeHead(302, { location: 'http://example.invalid/' }).end());
  expect(await whyOf(updates().look())).toBe('unreachable');
  const gone = new Updates({ address: 'http://127.0.0.1:1/', key: keys.key }, installed, { folder });
  expect(await whyOf(gone.look())).toBe('unreachable');
  const unsafe = new Updates({ address: 'http://example.invalid/', key: keys.key }, installed, { folder });
  expect(await whyOf(unsafe.look())).toBe('unreachable');
  // The last was not even tried.
  expect(readFileSync(join(folder, 'requests.jsonl'), 'utf8')).not.toContain('example.invalid');
});

test('what follows the ? of an address, which may be a key, is not on record', async () => {
  const location = '/latest.json?key=secret';
  server.odd.set('latest.json', (answer) => void answer.writeHead(302, { location }).end());
  server.odd.set(location.slice(1), (answer) => void answer.end(readFileSync(join(shelf, 'latest.json'))));
  expect(await offered()).toMatchObject({ version: '0.2.0' });
  expect(server.asked[1]?.path).toBe(location.slice(1));
  expect(readFileSync(join(folder, 'requests.jsonl'), 'utf8')).not.toContain('secret');
});

test('what was left of another version goes, the record stays', async () => {
  await updates().fetch(await offered());
  writeRelease(shelf, keys, { content: Buffer.from('newer'), version: '0.3.0' });
  await updates().fetch(await offered());
  expect(readdirSync(folder).toSorted()).toEqual(['Polylens-0.3.0.AppImage', 'requests.jsonl', 'seen.json']);
});

test('of a new program that cannot take the place of the old one nothing stays beside it', async () => {
  const file = await updates().fetch(await offered());
  const moved = join(root, 'Polylens.AppImage');
  await expect(putInPlace(file, await hashOf(file), moved)).rejects.toThrow('ENOENT');
  expect(readdirSync(root).toSorted()).toEqual(['shelf', 'updates']);
});

test('a program that is one file is replaced whole, with its rights and those to run it', async () => {
  const program = join(root, 'Polylens.AppImage');
  writeFileSync(program, 'old', { mode: 0o640 });
  const file = await updates().fetch(await offered());
  expect(await whyOf(putInPlace(file, 'of another', program))).toBe('bytes');
  expect(readFileSync(program, 'utf8')).toBe('old');
  expect(existsSync(`${program}.new`)).toBe(false);
  await putInPlace(file, await hashOf(file), program);
  expect(readFileSync(program).equals(content)).toBe(true);
  expect(statSync(program).mode & 0o777).toBe(0o751);
  expect(existsSync(`${program}.new`)).toBe(false);
});

test('what is installed says by what it was', () => {
  const at = (system: string, env: NodeJS.ProcessEnv = {}) =>
    installedAs('1.0.0', { platform: system, arch: 'x64', env, resources: root }).kind;
  expect(at('darwin')).toBe('dmg');
  expect(at('win32')).toBe('exe');
  expect(at('win32', { PORTABLE_EXECUTABLE_FILE: 'C:\\Polylens.exe' })).toBe('portable');
  expect(at('linux')).toBe('tar.gz');
  expect(at('linux', { APPIMAGE: '/a', APPDIR: dirname(root) })).toBe('AppImage');
  // Started from the terminal of another program, which is an AppImage and must not be replaced.
  for (const APPDIR of [shelf, `${root}-gone`, root.slice(0, -1)])
    expect(at('linux', { APPIMAGE: '/other', APPDIR })).toBe('tar.gz');
  expect(at('linux', { APPIMAGE: '/other' })).toBe('tar.gz');
  writeFileSync(join(root, 'package-type'), 'rpm\n');
  expect(at('linux')).toBe('rpm');
});
