#!/usr/bin/env node
// `npx polylens`: the window, as a page for the browser; `npx polylens <command>`: the command line.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`polylens: Node 20.19 or later is needed, this is ${process.versions.node}\n`);
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
