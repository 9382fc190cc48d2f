/** The engine in a process of Electron. Arguments: library folder, pack folder, version. Its parent sends it a port. */
import { runEngine } from '../../engine/run-engine.ts';
import { portOf } from './message-port.ts';

const [library = '', pack = '', version = ''] = process.argv.slice(2);

process.parentPort.once('message', ({ ports: [port] }) => {
  if (port) runEngine({ library, pack, version }, portOf(port));
});
