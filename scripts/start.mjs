#!/usr/bin/env node
// `npm start` and `polylens`: sets up what is missing, then opens the window, or runs the command that is given.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say, setUp } from './set-up.mjs';

setUp();
const words = process.argv.slice(2);
const [command = 'window'] = words;
// As the installed `polylens` does: options without a command are the window's.
const isOption = command.startsWith('-') && !/^(-h|--help|-V|--version)$/.test(command);
if (command === 'window' || isOption) openWindow(isOption ? words : words.slice(1));
else run(process.execPath, [programOf('cli'), ...words]);

/** In Electron where that is there and starts, else in the person's browser: the window is the same. */
function openWindow(given) {
  const inBrowser = () =>
    run(process.execPath, [programOf('browser'), ...given.filter((part) => part !== '--browser')]);
  // Who names a port or wants no browser means the browser's window.
  if (given.some((part) => /^--(browser|no-open|port)\b/.test(part))) return inBrowser();
  const instead = (why) => {
    say(`${why}: the window is a page for your browser`);
    inBrowser();
  };
  const electron = electronProgram();
  if (!hasScreen()) return instead('there is no screen here');
  if (!electron) return instead('Electron is not here (npm run get-electron downloads it)');
  run(electron, [root, ...given], (how) => instead(`Electron ended (${how})`));
}

/** Where Electron's own package says that it put its program; undefined before it was downloaded. */
function electronProgram() {
  const folder = join(root, 'node_modules', 'electron');
  const told = join(folder, 'path.txt');
  const program = existsSync(told) ? join(folder, 'dist', readFileSync(told, 'utf8')) : '';
  return existsSync(program) ? program : undefined;
}

function hasScreen() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform === 'win32' || process.platform === 'darwin' || Boolean(DISPLAY || WAYLAND_DISPLAY);
}

function programOf(shell) {
  return join(root, 'dist', 'shells', shell, 'main.js');
}

/**
 * Waits for the program's end and passes its exit code on; an end that nobody asked for is `onFailure`'s, if that is given.
 * Ctrl-C reaches the program by itself, other signals by us.
 */
function run(program, args, onFailure) {
  const child = spawn(program, args, { stdio: 'inherit' });
  let asked = false;
  process.on('SIGINT', () => (asked = true));
  for (const signal of ['SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      asked = true;
      child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => {
    if (onFailure && code !== 0 && !asked) onFailure(signal ?? `exit code ${code}`);
    else process.exit(code ?? (signal === 'SIGINT' ? 130 : 3));
  });
}
