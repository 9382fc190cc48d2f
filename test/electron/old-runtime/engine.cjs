// Begins the engine's process: arguments are the product's own entry and what is meant for it.
const { join } = require('node:path');
require('./what-it-lacks.cjs');

// For the processes that the engine starts.
process.env.NODE_OPTIONS = `--no-warnings --loader=${join(__dirname, 'imports.mjs')}`;
const [entry] = process.argv.splice(2, 1);
require(entry);
