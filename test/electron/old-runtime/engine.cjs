// Begins the engine's process in Electron 25.
const { join } = require('node:path');
const threads = require('node:worker_threads');
require('./what-it-lacks.cjs');

// What Node itself reads lies beside an archive.
const beside = __dirname.replace('app.asar', 'app.asar.unpacked');
const execArgv = [
  '--no-warnings',
  `--require=${join(beside, 'what-it-lacks.cjs')}`,
  `--loader=${join(beside, 'imports.mjs')}`,
];

// For the processes that the engine starts, and for its threads.
process.env.NODE_OPTIONS = execArgv.join(' ');
threads.Worker = class extends threads.Worker {
  constructor(entry, options) {
    super(entry, { ...options, execArgv });
  }
};

// Made by bundle-for-old.ts.
require('../../../dist/old-electron/engine.cjs');
