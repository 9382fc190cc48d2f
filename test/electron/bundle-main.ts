import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The shell's main script as one CommonJS file, for an Electron that can begin with nothing else: one that is imported comes
 * only after Electron is ready, and some things must be said before.
 */
export async function bundleMain(): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: join(root, 'dist/shells/electron/main.js'),
      target: 'node18',
      outDir: join(root, 'dist/old-electron'),
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'main.cjs' } },
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
