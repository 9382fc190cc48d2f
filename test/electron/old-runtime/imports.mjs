// What imports need in Node 18.15, Electron 25's: it does not know `import ... with`, which sharp uses when it is imported, and
// does not look for modules in archives (Electron does from 28 on; `require` does in all).
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export async function resolve(specifier, context, next) {
  if (specifier === 'sharp') return at(createRequire(context.parentURL).resolve(specifier));
  try {
    return await next(specifier, context);
  } catch (thrown) {
    // It had found the place by Electron's `fs`, and then looked there by its own.
    if (thrown.code !== 'ENOTDIR') throw thrown;
    return at(fs.existsSync(thrown.path) ? thrown.path : createRequire(context.parentURL).resolve(specifier));
  }
}

export async function load(url, context, next) {
  if (!url.includes('.asar/')) return next(url, context);
  const path = fileURLToPath(url);
  const source = context.format === 'module' ? fs.readFileSync(path, 'utf8') : wrapped(url, path);
  return { format: 'module', source, shortCircuit: true };
}

function at(path) {
  return { url: pathToFileURL(path).href, format: isModule(path) ? 'module' : 'commonjs', shortCircuit: true };
}

function isModule(path) {
  if (!path.endsWith('.js')) return path.endsWith('.mjs');
  let folder = dirname(path);
  while (!fs.existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return JSON.parse(fs.readFileSync(join(folder, 'package.json'), 'utf8')).type === 'module';
}

/** A module of the other kind with its names, which Node would look for in the file. */
function wrapped(url, path) {
  const names = Object.keys(createRequire(url)(path)).filter((name) => name !== 'default' && /^[\w$]+$/.test(name));
  return [
    `import { createRequire } from 'node:module';`,
    `const inside = createRequire(${JSON.stringify(url)})(${JSON.stringify(path)});`,
    'export default inside;',
    ...names.map((name, number) => `const part${number} = inside.${name}; export { part${number} as ${name} };`),
  ].join('\n');
}
