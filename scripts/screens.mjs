// `npm run screens`: takes pictures of every screen, light and dark, in three widths, to be looked at. They lie in the folder
// `screens`, or where `-- --out FOLDER` says; `-- --photos FOLDER` shows a person's own photos in the place of drawn ones, and
// `-- --only viewer` takes those alone that are called so.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { root, setUp } from './set-up.mjs';

const { values } = parseArgs({
  options: { photos: { type: 'string' }, out: { type: 'string' }, only: { type: 'string', default: '' } },
});
if (values.photos !== undefined && !statSync(values.photos, { throwIfNoEntry: false })?.isDirectory()) {
  process.stderr.write(`screens: there is no folder ${values.photos}\n`);
  process.exit(2);
}
setUp();
const folder = resolve(values.out ?? join(root, 'screens'));
const env = {
  ...process.env,
  POLYLENS_SCREENS_FOLDER: folder,
  POLYLENS_SCREENS_ONLY: values.only,
  ...(values.photos === undefined ? {} : { POLYLENS_SCREENS_PHOTOS: resolve(values.photos) }),
};
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'screens'], {
  cwd: root,
  stdio: 'inherit',
  env,
});
if (status === 0) process.stdout.write(`screens: look at ${folder}, sheets first\n`);
process.exit(status ?? 3);
