import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Client } from '../../contract/index.ts';

export type MediaStream = { body: Readable; type: string };

/** Runs what the engine names; it ends when nobody reads it any more. */
export async function openStream(engine: Client, stream: { asset: number; from: number }): Promise<MediaStream> {
  const { command, type } = await engine.call('media.stream', stream);
  const [program = '', ...args] = command;
  // Without what would have it write a report beside us.
  const { FFREPORT: _, ...env } = process.env;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'], env, windowsHide: true });
  const body = child.stdout;
  child.once('error', () => body.destroy());
  body.once('close', () => child.kill('SIGKILL'));
  return { body, type };
}
