import type { Client, Mode } from '../../contract/index.ts';
import type { Command } from './arguments.ts';
import type { Terminal } from './terminal.ts';

const meanings: Record<Mode, string> = {
  full: 'as fast as this machine can',
  balanced: 'what you do goes first',
  gentle: 'on one core, when nothing else wants it',
};

/** Says how much of the machine indexing takes, or changes it. */
export async function modeCommand(
  client: Client,
  { mode: wanted }: Extract<Command, { name: 'mode' }>,
  { terminal }: { terminal: Terminal },
): Promise<number> {
  if (wanted) await client.call('library.set-mode', { mode: wanted });
  const { mode } = await client.call('library.status', {});
  terminal.out(`${mode}: ${meanings[mode]}`);
  return 0;
}
