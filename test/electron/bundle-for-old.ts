import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Loaded as they are. */
const natives = [
  '@parcel/watcher',
  '@photostructure/sqlite',
  'hnswlib-node',
  'libheif-js',
  'onnxruntime-node',
  'sharp',
];

/**
 * What Electron begins, the shell and its engine, as CommonJS files, for an Electron that can begin with nothing else: a module
 * that is imported comes only after Electron is ready, and some things must be said before; and none is imported from an archive.
 */
export async function bundleForOldElectron(): Promise<void> {
  await bundle('main', 'dist/shells/electron/main.js');
  await bundle('engine', 'dist/shells/electron/engine-process.js');
}

async function bundle(name: string, entry: string): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, external: natives },
    build: {
      ssr: join(root, entry),
      target: 'node18',
      outDir: join(root, 'dist/old-electron'),
      emptyOutDir: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: `${name}.cjs` } },
    },
    plugins: [atHome],
  });
}

/** What lies beside a module is found where the module came from, wherever the whole was carried to. */
const atHome: Plugin = {
  name: 'at-home',
  load(id) {
    if (!id.startsWith(root)) return undefined;
    const from = JSON.stringify(relative(join(root, 'dist/old-electron'), id));
    const url = `require('node:url').pathToFileURL(require('node:path').join(__dirname, ${from})).href`;
    return readFileSync(id, 'utf8').replaceAll('import.meta.url', url);
  },
};
