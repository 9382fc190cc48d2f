import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import picomatch from 'picomatch';
import { expect, test } from 'vitest';
import { Opened } from '../../src-main/shells/electron/opened.ts';

const pathOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string) => readFileSync(pathOf(path), 'utf8');
const settings = read('packaging/electron-builder.yml');

test('what is packed is the Electron that the product is tried in', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
  const [, packed] = /^electronVersion: (\S+)$/mu.exec(settings) ?? [];
  expect(packed).toBe(devDependencies['electron']);
});

/** What stands below a key of the settings' own. */
const part = (key: string) => new RegExp(`^${key}:\\n((?: .*\\n)+)`, 'mu').exec(settings)?.[1] ?? '';

test('a Mac’s program has no file that is neither program nor resource: it could not be signed', () => {
  expect(settings).not.toMatch(/^extraFiles:/mu);
  expect(part('mac')).not.toContain('extraFiles');
  for (const system of ['linux', 'win']) expect(part(system)).toMatch(/^ {2}extraFiles: [&*]pages$/mu);
  expect(part('mac')).toContain('extraResources: *pages');
});

test('an AppImage is not told to begin without its sandbox', () => {
  expect(part('linux')).toContain('executableArgs: []');
});

test('of what is compiled here just the natives are packed, on every system', () => {
  const left = part('files').matchAll(/^ {2}- '!(.*)'$/gmu);
  const isLeft = picomatch([...left].map(([, pattern = '']) => pattern));
  const isPacked = (file: string) => !file.split('/').some((_, at, names) => isLeft(names.slice(0, at + 1).join('/')));
  const build = 'node_modules/hnswlib-node/build';
  const ofWindows = ['addon.vcxproj', 'addon.vcxproj.filters', 'binding.sln', 'config.gypi', 'Release/addon.pdb'];
  const more = ['lib', 'exp', 'iobj', 'ipdb'].map((ending) => `Release/addon.${ending}`);
  const logs = ['Release/obj/addon/addon.tlog/link.command.1.tlog', 'Release/obj/addon/addon.obj'];
  const ofOthers = [
    'Makefile',
    'addon.target.mk',
    'gyp-mac-tool',
    'Release/.deps/a.d',
    'Release/obj.target/addon.node',
  ];
  for (const name of [...ofWindows, ...more, ...logs, ...ofOthers])
    expect([name, isPacked(`${build}/${name}`)]).toEqual([name, false]);
  expect(isPacked(`${build}/Release/addon.node`)).toBe(true);
  expect(isPacked('node_modules/hnswlib-node/lib/index.js')).toBe(true);
});

test('Windows knows the program by the name that it is installed under', () => {
  const [, id = 'none'] = /^appId: (\S+)$/mu.exec(settings) ?? [];
  expect(read('src-main/shells/electron/main.ts')).toContain(`setAppUserModelId('${id}')`);
});

const listed = (text: string, list: RegExp) =>
  (list.exec(text)?.[1] ?? '').split(/[,;]\s*/u).filter((each) => each !== '');
const ofKinds = (kinds: string[]) =>
  kinds.flatMap((kind) => (kind === 'image/jpeg' ? ['jpg', 'jpeg'] : [kind.replace('image/', '')]));
const openWith = 'packaging/windows/open-with.nsh';
const systems = {
  'deb and rpm': ofKinds(listed(read('packaging/linux/polylens.desktop'), /^MimeType=(.*)$/mu)),
  AppImage: ofKinds(listed(settings, /^ {2}mimeTypes: \[(.*)\]$/mu)),
  macOS: listed(settings, /^ {4}- ext: \[(.*)\]$/mu),
  Windows: [...read(openWith).matchAll(/^ {2}!insertmacro eachPicture (\w+)$/gmu)].map(([, ending = '']) => ending),
};

test.each(Object.entries(systems))('%s: Polylens is offered for just the pictures that it opens', (_, endings) => {
  const folder = mkdtempSync(join(tmpdir(), 'polylens-packaging-'));
  const opens = (ending: string) => {
    writeFileSync(join(folder, `picture.${ending}`), '');
    return new Opened().note([`picture.${ending}`], folder);
  };
  expect(endings.filter((ending) => !opens(ending))).toEqual([]);
  expect(endings.toSorted()).toEqual(systems.macOS.toSorted());
  const others = ['heic', 'tiff', 'svg', 'mp4', 'jpe', 'jxl', 'ico'].filter((ending) => !endings.includes(ending));
  expect(others.filter(opens)).toEqual([]);
  expect(endings.length).toBeGreaterThan(5);
  rmSync(folder, { recursive: true });
});

const hasNsis = spawnSync('makensis', ['-VERSION']).status === 0;
if (!hasNsis)
  process.stderr.write('What the Windows installer says of pictures was not compiled: makensis is needed\n');

test.skipIf(!hasNsis)('what the Windows installer says of pictures compiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polylens-nsis-'));
  const script = `!define APP_EXECUTABLE_FILENAME "Polylens.exe"
!define PRODUCT_NAME "Polylens"
!include "${pathOf(openWith)}"
Name x
OutFile "${join(folder, 'out.exe')}"
Section
  !insertmacro customInstall
  WriteUninstaller "$INSTDIR\\u.exe"
SectionEnd
Section un.x
  !insertmacro customUnInstall
SectionEnd`;
  const { status, stdout } = spawnSync('makensis', ['-V2', '-WX', '-'], { input: script, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  expect([status, stdout]).toEqual([0, '']);
});
