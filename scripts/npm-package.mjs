// `node scripts/npm-package.mjs [<folder>]`: Polylens as an npm package, polylens-<version>.tgz in release/ or that folder: command
// line and the browser's window, with the model inside. One package and not two: there is no second thing to find, to verify or
// to be of another version.
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { licencesOf } from './licences.mjs';
import { root, runNpm, say, setUp } from './set-up.mjs';
import { versionOf } from './version.mjs';

const [given] = process.argv.slice(2);
const release = given === undefined ? join(root, 'release') : resolve(given);
const folder = join(release, 'npm');

setUp();
rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'bin'), { recursive: true });
copyBuild();
for (const name of ['models/starter', 'models/catalogue.json', 'LICENSE'])
  cpSync(join(root, name), join(folder, name), { recursive: true });
copyFileSync(join(root, 'packaging', 'npm', 'polylens.mjs'), join(folder, 'bin', 'polylens.mjs'));
copyFileSync(join(root, 'packaging', 'npm', 'README.md'), join(folder, 'README.md'));
writeFileSync(join(folder, 'third-party-licences.txt'), licencesOf(root));
const manifest = manifestOf(versionOf(root));
write('package.json', manifest);
write('npm-shrinkwrap.json', lockOf(manifest));
const packed = runNpm(['pack', '--ignore-scripts', '--silent', '--pack-destination', release], {
  cwd: folder,
  encoding: 'utf8',
});
if (packed.status !== 0) throw new Error(packed.stderr);
rmSync(folder, { recursive: true });
say(`made ${join(release, packed.stdout.trim())}`);

/** Without Electron's shell, and what only those who build need. */
function copyBuild() {
  const built = join(root, 'dist');
  const left = /[\\/](?:shells[\\/]electron|old-electron|\.built-from)$|\.map$/;
  cpSync(built, join(folder, 'dist'), { recursive: true, filter: (path) => !left.test(path) });
}

function manifestOf(version) {
  const { name, description, license, type, engines, dependencies } = read('package.json');
  // What is used of it, its table, lies in dist.
  const { eld: _, ...needed } = dependencies;
  return {
    name,
    version,
    description,
    license,
    type,
    engines,
    bin: { polylens: 'bin/polylens.mjs' },
    files: ['bin', 'dist', 'models', 'npm-shrinkwrap.json', 'third-party-licences.txt'],
    dependencies: needed,
  };
}

/** So that who installs it gets just what it was tested with, each file checked by its hash. */
function lockOf({ name, version, license, engines, bin, dependencies }) {
  const { lockfileVersion, packages } = read('package-lock.json');
  const needed = Object.entries(packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && path !== 'node_modules/eld' && !dev && !devOptional,
  );
  const own = { name, version, license, engines, bin, dependencies };
  return { name, version, lockfileVersion, requires: true, packages: { '': own, ...Object.fromEntries(needed) } };
}

function read(name) {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

function write(name, value) {
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
}
