import type { Client } from '../../contract/index.ts';
import type { Command } from './arguments.ts';
import { runnerLines } from './runner-words.ts';
import type { Terminal } from './terminal.ts';

/** Says what the image model runs on and why on nothing else, or changes it. */
export async function providerCommand(
  client: Client,
  { provider, json }: Extract<Command, { name: 'provider' }>,
  { terminal }: { terminal: Terminal },
): Promise<number> {
  const { runner } = provider
    ? await client.call('library.set-provider', { provider })
    : await client.call('library.status', {});
  if (json) terminal.out(JSON.stringify(runner));
  else for (const line of runnerLines(runner)) terminal.out(line);
  return 0;
}
