// The licences of all parts that are packed with the program, on one page.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The page: each package that the program needs at run time, with the text that it carries. */
export function licencesOf(root) {
  const parts = runtimePackages(root).map(({ name, version, licence, text }) => {
    const title = `${name} ${version} (${licence})`;
    return `${title}\n${'-'.repeat(title.length)}\n\n${text}`;
  });
  const head =
    'Polylens is under the Apache License 2.0 (LICENSE). The model pack inside says in models/starter/CARD.md what it was\n' +
    'made from. Electron brings its own pages: LICENSE.electron.txt and LICENSES.chromium.html. The parts below are packed too.\n';
  return [head, ...parts].join('\n\n');
}

/** Those that are installed for run time by the lock file, and those whose code is in the window's page. */
function runtimePackages(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const inPage = pagePackages(root);
  return Object.entries(packages)
    .filter(([path, facts]) => path !== '' && (!facts.dev || inPage.has(path.replace(/^.*node_modules\//, ''))))
    .filter(([path]) => existsSync(join(root, path, 'package.json')) && !path.endsWith('node_modules/typescript'))
    .map(([path, { version }]) => {
      const { name, license = 'licence not stated' } = packageOf(root, path);
      return { name, version, licence: license, text: textIn(join(root, path)) };
    });
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
    wanted.push(...Object.keys(packageOf(root, path).dependencies ?? {}));
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

function textIn(folder) {
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice|third.?party)/i.test(name));
  const texts = names.map((name) => readFileSync(join(folder, name), 'utf8').trim());
  return texts.length > 0 ? texts.join('\n\n') : 'The package carries no text of it.';
}
