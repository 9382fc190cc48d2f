// Asks a running engine, after `npm start -- serve`: node docs/search.mjs <folder of the library> "a red boat"
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { connect, jsonLines } from '../dist/contract/index.js';

const [library, text] = process.argv.slice(2);
const { address } = JSON.parse(readFileSync(join(library, 'engine.json'), 'utf8'));
const socket = createConnection(address);
const engine = await connect(jsonLines(socket));
const { hits } = await engine.call('search.run', { text, limit: 10 });
for (const { path, score } of hits) process.stdout.write(`${score.toFixed(3)}  ${path}\n`);
socket.end();
