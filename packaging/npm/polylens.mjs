#!/usr/bin/env node
// `npx polylens`: the window, as a page for the browser; `npx polylens <command>`: the command line.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`polylens: Node 20.19 or later is needed, this is ${process.versions.node}\n`);
  process.exit(3);
}
const { platform, arch } = process;
const runtime = join(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'), '..', 'bin', 'napi-v6');
if (!existsSync(join(runtime, platform, arch))) {
  const apple = platform === 'darwin' ? ': a Mac needs one of Apple’s processors, and a Node for arm64' : '';
  process.stderr.write(
    `polylens: what runs the models (onnxruntime-node) is not made for ${platform} on ${arch}${apple}\n`,
  );
  process.exit(3);
}
const [command = 'window'] = process.argv.slice(2);
const forWindow = /^--(port|no-open|browser|library|pack)\b/.test(command);
if (command === 'window' || forWindow) {
  // There is no other window here than the browser's.
  const given = process.argv.slice(forWindow ? 2 : 3).filter((part) => part !== '--browser');
  process.argv.splice(2, process.argv.length, ...given);
  await import('../dist/shells/browser/main.js');
} else await import('../dist/shells/cli/main.js');
