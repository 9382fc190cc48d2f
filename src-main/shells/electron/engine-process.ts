/** The engine in a process of Electron. Arguments as of `readOver`. Its parent sends it a port. */
import { readOver, runEngine } from '../../engine/run-engine.ts';
import { portOf } from './message-port.ts';

process.parentPort.once('message', ({ ports: [port] }) => {
  if (port) runEngine(readOver(process.argv.slice(2)), portOf(port));
});
