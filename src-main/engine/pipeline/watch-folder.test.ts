import { join, parse, sep } from 'node:path';
import { expect, test, vi } from 'vitest';
import { watchFolder } from './watch-folder.ts';

type Tell = (error: Error | null, events: { path: string }[]) => void;

let tell: Tell = () => undefined;
vi.mock('@parcel/watcher', () => {
  const subscribe = (_: string, told: Tell) => {
    tell = told;
    return Promise.resolve({ unsubscribe: () => Promise.resolve() });
  };
  return { default: { subscribe } };
});

test('a path below the root of a drive is the one that a scan finds, though it is told with two separators', async () => {
  const root = parse(process.cwd()).root;
  const heard: string[] = [];
  const onPaths = (paths: Buffer[]) => void heard.push(...paths.map(String));
  await watchFolder(Buffer.from(root), { onPaths, onMissed: () => expect.fail('nothing was missed') });
  // As the watcher joins the two.
  tell(null, [{ path: `${root}${sep}DCIM${sep}a.jpg` }, { path: join(root, 'b.jpg') }]);
  expect(heard).toEqual([join(root, 'DCIM', 'a.jpg'), join(root, 'b.jpg')]);
});
