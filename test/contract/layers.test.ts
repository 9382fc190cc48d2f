import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

type Violation = { from: string; to: string; rule: { name: string } };

/** Imports that must be refused: the file that holds them (made new), what they name, the rule that must speak. */
const planted: [file: string, specifier: string, rule: string][] = [
  ['src-main/contract/bad-part.ts', '../engine/values.ts', 'layer src-main/contract'],
  ['src-main/contract/bad-node.ts', 'node:fs', 'contract and window run anywhere'],
  ['src-main/contract/bad-package.ts', 'sharp', 'packages src-main/contract'],
  ['src-main/engine/library/bad-sibling.ts', '../media/sniff.ts', 'layer src-main/engine/library'],
  ['src-main/engine/library/bad-package.ts', 'sharp', 'packages src-main/engine/library'],
  ['src-main/engine/media/bad-sibling.ts', '../packs/open-pack.ts', 'layer src-main/engine/media'],
  ['src-main/engine/media/bad-package.ts', 'hnswlib-node', 'packages src-main/engine/media'],
  ['src-main/engine/packs/bad-sibling.ts', '../media/sniff.ts', 'layer src-main/engine/packs'],
  ['src-main/engine/packs/bad-package.ts', 'sharp', 'packages src-main/engine/packs'],
  ['src-main/engine/pipeline/bad-sibling.ts', '../library/library.ts', 'layer src-main/engine/pipeline'],
  ['src-main/engine/pipeline/bad-package.ts', 'valibot', 'packages src-main/engine/pipeline'],
  ['src-main/engine/index/bad-sibling.ts', '../library/library.ts', 'layer src-main/engine/index'],
  ['src-main/engine/index/bad-package.ts', 'sharp', 'packages src-main/engine/index'],
  ['src-main/engine/places/bad-sibling.ts', '../library/library.ts', 'layer src-main/engine/places'],
  ['src-main/engine/places/bad-package.ts', 'sharp', 'packages src-main/engine/places'],
  ['src-main/engine/search/bad-sibling.ts', '../library/library.ts', 'layer src-main/engine/search'],
  ['src-main/engine/search/bad-package.ts', 'onnxruntime-node', 'packages src-main/engine/search'],
  ['src-main/engine/search/bad-parent.ts', '../engine.ts', 'layer src-main/engine/search'],
  ['src-main/engine/media/bad-line.ts', 'node:https', 'one file connects to other machines'],
  ['src-main/shells/electron/bad-line.ts', 'node:http', 'one file connects to other machines'],
  ['src-main/network/bad-part.ts', '../engine/values.ts', 'layer src-main/network'],
  ['src-main/network/bad-package.ts', 'ws', 'packages src-main/network'],
  ['src-main/engine/media/bad-network.ts', '../../network/request.ts', 'layer src-main/engine/media'],
  ['src-main/engine/bad-shell.ts', '../shells/cli/words.ts', 'engine knows no shell'],
  ['src-main/shells/cli/bad-engine.ts', '../../engine/engine.ts', 'layer src-main/shells/cli'],
  ['src-main/shells/cli/bad-part.ts', '../../engine/media/sniff.ts', 'layer src-main/shells/cli'],
  ['src-main/shells/cli/bad-package.ts', 'valibot', 'packages src-main/shells/cli'],
  ['src-main/shells/node/bad-shell.ts', '../cli/words.ts', 'layer src-main/shells/node'],
  ['src-main/shells/node/bad-package.ts', 'valibot', 'packages src-main/shells/node'],
  ['src-main/shells/browser/bad-shell.ts', '../cli/words.ts', 'layer src-main/shells/browser'],
  ['src-main/shells/browser/bad-package.ts', 'valibot', 'packages src-main/shells/browser'],
  ['src-main/shells/electron/bad-shell.ts', '../browser/guard.ts', 'layer src-main/shells/electron'],
  ['src-main/shells/electron/bad-engine.ts', '../../engine/engine.ts', 'layer src-main/shells/electron'],
  ['src-main/shells/electron/bad-package.ts', 'ws', 'packages src-main/shells/electron'],
  ['src-renderer/bad-engine.ts', '../src-main/engine/values.ts', 'layer src-renderer'],
  ['src-renderer/search/bad-node.ts', 'node:fs', 'contract and window run anywhere'],
  ['src-renderer/search/bad-package.ts', 'sharp', 'packages src-renderer'],
  ['src-renderer/shared/bad-feature.ts', '../search/search-state.svelte.ts', 'layer src-renderer/shared'],
  ['src-main/shells/bad-place.ts', '../contract/index.ts', 'every folder has a line'],
  ['src-main/engine/bad-test.ts', '../../test/contract/in-process.ts', 'product needs no test'],
  ['src-main/engine/media/bad-missing.ts', './nowhere.ts', 'everything resolves'],
  ['src-main/engine/media/bad-circle-a.ts', './bad-circle-b.ts', 'no cycles'],
];

/** Imports of the same kinds that are allowed, so that a rule which refuses everything fails too. */
const fine: [file: string, specifier: string][] = [
  ['src-main/contract/good.ts', './errors.ts'],
  ['src-main/engine/media/good-package.ts', 'sharp'],
  ['src-main/engine/media/good-node.ts', 'node:fs'],
  ['src-main/engine/search/good-values.ts', '../values.ts'],
  ['src-main/engine/search/good-contract.ts', '../../contract/errors.ts'],
  ['src-main/engine/good-part.ts', './media/sniff.ts'],
  ['src-renderer/search/good.ts', '../../src-main/contract/index.ts'],
  ['src-renderer/search/good-feature.ts', '../results/rows.ts'],
  ['src-main/shells/electron/good.ts', '../../engine/run-engine.ts'],
  ['src-main/shells/electron/good-package.ts', 'electron'],
  ['src-main/shells/electron/good-network.ts', '../../network/request.ts'],
  ['src-main/engine/packs/good-network.ts', '../../network/request.ts'],
  ['src-main/shells/cli/good.ts', '../../contract/index.ts'],
];

const root = fileURLToPath(new URL('../..', import.meta.url));
let copy: string;
let violations: Violation[];

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'polylens-layers-'));
  for (const name of [
    '.dependency-cruiser.cjs',
    'tsconfig.json',
    'tsconfig.base.json',
    'package.json',
    'src-main',
    'src-renderer',
    'test',
  ])
    cpSync(join(root, name), join(copy, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  // values.ts takes types from the contract alone; a file of its name cannot be made new, so it is written over.
  writeFileSync(
    join(copy, 'src-main/engine/values.ts'),
    "import './engine.ts';\nexport type Embedding = Float32Array;\n",
  );
  for (const [file, specifier] of [...planted, ...fine]) plant(file, specifier);
  plant('src-main/engine/media/bad-circle-b.ts', './bad-circle-a.ts');
  violations = cruise();
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function plant(file: string, specifier: string): void {
  const path = join(copy, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `import type * as planted from '${specifier}';\nexport type Planted = typeof planted;\n`);
}

function cruise(): Violation[] {
  const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [
    program,
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    'src-main',
    'src-renderer',
    'test',
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

test.for(planted)('%s may not import %s', ([file, , rule]) => {
  expect(violations.filter(({ from }) => from === file).map(({ rule: { name } }) => name)).toContain(rule);
});

test('values.ts takes nothing but contract types', () => {
  const names = violations.filter(({ from }) => from === 'src-main/engine/values.ts').map(({ rule: { name } }) => name);
  expect(names).toContain('values stand alone');
});

test.for(fine)('%s may import %s', ([file]) => {
  expect(violations.filter(({ from }) => from === file)).toEqual([]);
});

test('every rule has bitten', () => {
  const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };
  const bitten = new Set(violations.map(({ rule: { name } }) => name));
  expect(config.forbidden.map(({ name }) => name).filter((name) => !bitten.has(name))).toEqual([]);
});
