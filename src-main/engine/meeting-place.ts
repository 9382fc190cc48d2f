/** Where shells meet the engine that owns a library: a socket that only this user may open, named in a file beside it. */
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { jsonLines, type Port } from '../contract/index.ts';

/** The file in the library folder that names the socket; shells read it. */
const signpost = 'engine.json';

/** The name of a socket is this long at most (sun_path of unix(7), less on some systems). */
const longestName = 100;

/**
 * Lets other shells reach this engine. The caller owns the library: whatever an engine before it left behind is cleared.
 * Where no socket can be made nobody joins, and nothing else is lost.
 */
export function openMeetingPlace(folder: string, onShell: (port: Port) => void): () => void {
  const server = createServer((socket) => onShell(jsonLines(socket)));
  const sign = join(folder, signpost);
  let closed = false;
  listen(server, addresses(folder), (address) => {
    if (closed) return;
    try {
      if (process.platform !== 'win32') chmodSync(address, 0o600);
      writeFileSync(sign, JSON.stringify({ address, process: process.pid }));
    } catch {
      server.close();
    }
  });
  // A socket alone keeps no engine alive.
  server.unref();
  return () => {
    closed = true;
    server.close();
    rmSync(sign, { force: true });
  };
}

/** Tries one address after the other. */
function listen(server: Server, [address, ...rest]: string[], onListening: (address: string) => void): void {
  if (address === undefined) return;
  const next = () => listen(server, rest, onListening);
  server.once('error', next);
  server.once('listening', () => {
    server.off('error', next);
    server.on('error', () => undefined);
    onListening(address);
  });
  if (process.platform !== 'win32') rmSync(address, { force: true });
  server.listen(address);
}

/** Beside the library; where the name is too long or the disk knows no sockets, in a folder that is this user's alone. */
function addresses(folder: string): string[] {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  if (process.platform === 'win32') return [`\\\\.\\pipe\\polylens-${name}`];
  const beside = join(folder, 'engine.sock');
  const elsewhere = privateFolder();
  return [
    ...(Buffer.byteLength(beside) <= longestName ? [beside] : []),
    ...(elsewhere === undefined ? [] : [join(elsewhere, `${name}.sock`)]),
  ];
}

/** Undefined when another user has taken the name. */
function privateFolder(): string | undefined {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `polylens-${uid}`);
  try {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    const found = lstatSync(folder);
    return found.isDirectory() && found.uid === uid && (found.mode & 0o077) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}
