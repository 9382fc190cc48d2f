// Begins the product in Electron 25, which can neither begin with an ES module nor has all of Node 20.
const { join } = require('node:path');
const { utilityProcess } = require('electron');
require('./what-it-lacks.cjs');

const fork = utilityProcess.fork;
utilityProcess.fork = (entry, args, options) => fork(join(__dirname, 'engine.cjs'), [entry, ...args], options);

// Made by bundle-main.ts.
require(join(__dirname, '../../../dist/old-electron/main.cjs'));
