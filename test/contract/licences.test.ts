/** What is packed with the program stands on the page of licences and in the list for machines, by the lock file. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { licencesOf } from '../../scripts/licences.mjs';
import { sbomOf } from '../../scripts/sbom.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
type Locked = { version: string; dev?: true; devOptional?: true; optional?: true; os?: string[]; cpu?: string[] };
const read = (name: string) => JSON.parse(readFileSync(`${root}/${name}`, 'utf8')) as Record<string, unknown>;
const { packages } = read('package-lock.json') as { packages: Record<string, Locked> };
const nameIn = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const isHere = (path: string) => existsSync(`${root}/${path}/package.json`);

const forRunTime = Object.entries(packages).filter(
  ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
);
/** Parts of the page are built in: whatever the window's sources may import, and what comes with it. */
const inPage = [
  'svelte',
  'bits-ui',
  'virtua',
  'justified-layout',
  'i18next',
  '@internationalized/date',
  '@swc/helpers',
];

test('every package of the lock file that runs here is on the page, with its version and a text', () => {
  const page = licencesOf(root);
  const named = [...forRunTime.filter(([path]) => isHere(path)), ...inPage.map((name) => pagePart(name))];
  expect(named.length).toBeGreaterThan(40);
  const missing = named.filter(([path, { version }]) => !page.includes(`\n${nameIn(path)} ${version} (`));
  expect(missing).toEqual([]);
  for (const part of page.split(/\n\n\n?(?=\S+ \d[\w.-]* \(.+\)\n-+\n)/).slice(1)) {
    const [title = '', , ...text] = part.split('\n');
    // The shortest licences are of some hundred letters.
    expect([title, text.join('\n').trim().length > 200]).toEqual([title, true]);
  }
  expect(page).toContain('GNU LESSER GENERAL PUBLIC LICENSE');
  expect(page).toContain('https://creativecommons.org/licenses/by/4.0/');
  // Built into the models' runtime, whose package says nothing of them.
  for (const part of ['protocolbuffers/protobuf', 'https://dawn.googlesource.com/dawn']) expect(page).toContain(part);
  expect(page).not.toContain('{holder}');
});

test.each(['@img/sharp-libvips-darwin-arm64', '@img/sharp-win32-x64'])(
  'what is built into %s is on the page',
  (name) => {
    const other = mkdtempSync(join(tmpdir(), 'polylens-licences-'));
    const folder = join(other, 'node_modules', name);
    const facts = { name, version: '1.0.0', license: 'LGPL-3.0-or-later' };
    for (const each of [folder, join(other, 'src-renderer')]) mkdirSync(each, { recursive: true });
    writeFileSync(join(folder, 'package.json'), JSON.stringify(facts));
    writeFileSync(join(folder, 'README.md'), 'This software contains third-party libraries');
    writeFileSync(join(other, 'package-lock.json'), JSON.stringify({ packages: { [`node_modules/${name}`]: facts } }));
    expect(licencesOf(other)).toContain('This software contains third-party libraries');
    rmSync(other, { recursive: true });
  },
);

test('the libraries of others that lie beside the runtime on Windows have their terms on its page', () => {
  const windows = licencesOf(root, 'win32');
  for (const terms of ['MICROSOFT DIRECTX MACHINE LEARNING (DIRECTML)', 'DirectX Shader Compiler'])
    expect(windows).toContain(terms);
  expect(licencesOf(root, 'linux')).not.toContain('DIRECTML');
  const lie = (name: string) => name.includes('win32') && name.endsWith('.dll');
  const beside = readdirSync(`${root}/node_modules/onnxruntime-node/bin`, { recursive: true, encoding: 'utf8' });
  const names = new Set(beside.filter(lie).map((name) => basename(name)));
  expect(names.size).toBeGreaterThan(3);
  expect([...names].filter((name) => name !== 'onnxruntime.dll' && !windows.includes(name))).toEqual([]);
});

test('what is not here is of other systems', () => {
  const absent = forRunTime.filter(([path]) => !isHere(path));
  const isOfThis = (path: string, { os, cpu }: Locked) =>
    os?.includes(process.platform) && cpu?.includes(process.arch) && !path.includes('musl');
  const unexplained = absent.filter(([path, facts]) => !facts.optional || isOfThis(path, facts));
  expect(unexplained).toEqual([]);
});

test('the list for machines names the same, says nothing of this machine, and is the same each time', () => {
  const of = { version: '0.2.0', time: 1_767_312_000 };
  const text = sbomOf(root, of);
  const bom = JSON.parse(text) as {
    specVersion: string;
    metadata: { component: { name: string; type: string } };
    components: { name: string; group?: string; version: string; hashes?: unknown[]; components?: unknown[] }[];
    dependencies: { ref: string; dependsOn: string[] }[];
  };
  const listed = new Set(
    bom.components.map(({ group, name, version }) => `${group ? `${group}/` : ''}${name} ${version}`),
  );
  const wanted = [...forRunTime.filter(([path]) => isHere(path)), ...inPage.map((name) => pagePart(name))];
  expect(wanted.map(([path, { version }]) => `${nameIn(path)} ${version}`).filter((part) => !listed.has(part))).toEqual(
    [],
  );
  const { devDependencies } = read('package.json') as { devDependencies: Record<string, string> };
  expect(listed).toContain(`electron ${devDependencies['electron']}`);
  for (const tool of ['vitest', 'typescript']) expect(listed).not.toContain(`${tool} ${devDependencies[tool]}`);
  expect(bom.metadata.component).toMatchObject({ name: 'polylens', version: '0.2.0', type: 'application' });
  expect(bom.components.find(({ name }) => name === 'GeoNames')?.components).toHaveLength(2);
  expect(bom.components.find(({ name }) => name === 'polylens-starter')?.components?.length).toBeGreaterThan(2);
  expect(text.replace('http://cyclonedx.org/schema/', '')).not.toMatch(/"https?:[^"]*\.tgz|http:|\/home\/|\/root\//);
  expect(text).not.toContain(root);
  expect(sbomOf(root, of)).toBe(text);
});

function pagePart(name: string): [string, Locked] {
  const path = `node_modules/${name}`;
  return [path, packages[path] ?? { version: 'not locked' }];
}
