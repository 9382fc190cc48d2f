/** What docs/contract.md shows works as it stands there, over each of the three ways in. */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { plain } from '../fixtures/pictures.ts';
import { startHost } from './host.ts';
import { makeWorld, polylens, start, type World } from './program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let world: World;
let photo: string;
beforeEach(async () => {
  world = await makeWorld();
  photo = join(world.photos, 'red.jpg');
  await plain('red').jpeg().toFile(photo);
  await polylens(world, ['index', world.photos]);
});
afterEach(() => world.remove());

test('over the local socket the example finds a photo, and so do the lines for other languages', async () => {
  const serving = start(world, ['serve']);
  const ended = once(serving, 'close');
  const sign = join(world.library, 'engine.json');
  await expect.poll(() => existsSync(sign)).toBe(true);
  const example = [join(root, 'docs/search.mjs'), world.library, 'a red boat'];
  const { stdout } = await promisify(execFile)(process.execPath, example);
  expect(stdout).toMatch(/^-?\d\.\d{3} {2}.+\n$/);
  expect(stdout).toContain(photo);

  const socket = createConnection((JSON.parse(readFileSync(sign, 'utf8')) as { address: string }).address);
  const answers = await answersTo(
    (line) => socket.write(`${line}\n`),
    (heard) => createInterface({ input: socket }).on('line', (line) => heard(JSON.parse(line) as Message)),
  );
  expect(answers).toMatchObject(photoFound());
  socket.end();
  serving.kill('SIGINT');
  await ended;
});

test('over the channel of a forked process', async () => {
  const over = [world.library, world.pack, '1.0.0'];
  const child = fork(join(root, 'dist/engine/engine-process.js'), over, { serialization: 'advanced', execArgv: [] });
  const ended = once(child, 'exit');
  const answers = await answersTo(
    (line) => child.send(JSON.parse(line) as object),
    (heard) => child.on('message', (message) => heard(message as Message)),
  );
  expect(answers).toMatchObject(photoFound());
  child.disconnect();
  await ended;
});

test('over the WebSocket of a window in the browser', async () => {
  const host = await startHost(world);
  const { headers } = await fetch(host.address, { redirect: 'manual' });
  const [cookie = ''] = headers.getSetCookie()[0]?.split(';') ?? [];
  const socket = new WebSocket(`${host.origin.replace('http', 'ws')}/contract`, {
    headers: { Cookie: cookie, Origin: host.origin },
  });
  await once(socket, 'open');
  const answers = await answersTo(
    (line) => socket.send(line),
    (heard) => socket.on('message', (data) => heard(JSON.parse((data as Buffer).toString()) as Message)),
  );
  expect(answers).toMatchObject(photoFound());
  socket.close();
  await host.end();
});

type Message = { t: string; i: string; r: unknown };

/** Sends the handshake and the search that the page shows; both answers, by their `i`. */
async function answersTo(
  send: (line: string) => unknown,
  listen: (heard: (message: Message) => void) => unknown,
): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  listen(({ t, i, r }) => {
    if (t === 's') answers[i] = r;
  });
  for (const line of linesOnThePage()) send(line);
  await expect.poll(() => Object.keys(answers)).toHaveLength(2);
  return answers;
}

function photoFound() {
  return { a: { ok: true }, b: { ok: true, value: { hits: [{ path: photo }] } } };
}

/** The requests that are written by hand there, without the cancel. */
function linesOnThePage(): string[] {
  const [, lines = ''] = /```text\n([^`]*)```/.exec(readFileSync(join(root, 'docs/contract.md'), 'utf8')) ?? [];
  return lines.split('\n').filter((line) => line.includes('"call"'));
}
