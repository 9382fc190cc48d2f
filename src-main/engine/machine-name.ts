import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

let known: string | undefined;

/** Tells this machine from others, and nothing of it to who reads it. */
export function machineName(): string {
  return (known ??= createHash('sha256').update(`polylens ${ownId()}`).digest('hex').slice(0, 16));
}

/** Names of machines are often those of many; systemd's id (machine-id(5)) is one's alone, and not to be told. */
function ownId(): string {
  const given = process.env['POLYLENS_MACHINE'];
  if (given !== undefined) return given;
  try {
    return readFileSync('/etc/machine-id', 'utf8').trim() || hostname();
  } catch {
    return hostname();
  }
}
