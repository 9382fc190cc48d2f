// Begins the product in Electron 25, which can neither begin with an ES module nor has all of Node 20.
const { join } = require('node:path');
const { utilityProcess } = require('electron');
require('./what-it-lacks.cjs');

const fork = utilityProcess.fork;
utilityProcess.fork = (_, args, options) => fork(join(__dirname, 'engine.cjs'), args, options);

// Made by bundle-for-old.ts.
require('../../../dist/old-electron/main.cjs');
