import type { Client } from '../../contract/index.ts';
import type { Command } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** Stops the making of vectors, or lets it go on; either lasts until the other is said. */
export async function pauseCommand(
  client: Client,
  { name, json }: Extract<Command, { name: 'pause' | 'resume' }>,
  { terminal }: { terminal: Terminal },
): Promise<number> {
  await client.call(`library.${name}`, {});
  if (json) terminal.out(JSON.stringify({ paused: name === 'pause' }));
  terminal.talk(
    name === 'pause'
      ? 'paused, also after a restart; polylens resume lets it go on'
      : 'no longer paused; polylens index goes on where it stopped',
  );
  return 0;
}
