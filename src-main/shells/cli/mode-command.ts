import type { Client, Mode } from '../../contract/index.ts';
import type { Command } from './arguments.ts';
import type { Terminal } from './terminal.ts';

const meanings: Record<Mode, string> = {
  full: 'as fast as this machine can',
  balanced: 'what you do goes first',
  gentle: 'on one core, when nothing else wants it',
  mains: 'as balanced, and nothing on the battery',
};

/** What a mode means while the machine runs on its battery. */
export function easedWords(mode: Mode): string {
  return mode === 'mains' ? 'on battery: nothing is made searchable now' : 'on battery: only what is idle is taken now';
}

/** Says how much of the machine indexing takes, or changes it. */
export async function modeCommand(
  client: Client,
  { mode: wanted, json }: Extract<Command, { name: 'mode' }>,
  { terminal }: { terminal: Terminal },
): Promise<number> {
  if (wanted) await client.call('library.set-mode', { mode: wanted });
  const { mode, eased } = await client.call('library.status', {});
  if (json) terminal.out(JSON.stringify({ mode, eased: eased ?? false }));
  else for (const line of [`${mode}: ${meanings[mode]}`, ...(eased ? [easedWords(mode)] : [])]) terminal.out(line);
  return 0;
}
