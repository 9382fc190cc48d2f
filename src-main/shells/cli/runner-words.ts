import type { Output } from '../../contract/index.ts';
import { printable } from './terminal.ts';

type Runner = Output<'library.status'>['runner'];
type Refusal = Runner['others'][number];

const again = 'not tried again until pack, driver or runtime change or you ask for it with: polylens provider';

const whyNot: Readonly<Record<Refusal['why'], (detail: string) => string>> = {
  untried: () => 'not tried yet; it is when the next photo is indexed',
  unfinished: () => `the program ended in its trial, twice; ${again}`,
  absent: () => 'this machine has none',
  'not-installed': () => 'its libraries are not here; the README says how to add them',
  'not-wished': () => 'you chose another',
  failed: (detail) => `failed its trial (${detail})`,
  died: (detail) => `took its process with it (${detail}); ${again}`,
  hung: (detail) => `hung (${detail}); ${again}`,
  wrong: (detail) => `gave other vectors than the model's (cosine ${detail})`,
  'on-cpu': () => 'left all to the processor',
  slow: (detail) => `${detail} times as fast as the processor, which is no gain`,
  slower: (detail) => `${detail} times as fast as the processor, which is less`,
  lost: (detail) => `its device was lost at work (${detail}); it is used again after a restart`,
};

/** What photos are embedded on, and for each other that there is why it is not that. */
export function runnerLines({ provider, speed, batch = 0, threads, wish, others }: Runner): string[] {
  const name = provider === 'cpu' ? 'the processor (cpu)' : provider;
  const gain =
    speed === undefined ? '' : `, ${speed.toFixed(1)} times as fast as the processor, ${batch} photos at a time`;
  const none = others.length === 0 && wish === 'auto' ? '; there is no graphics processor that it could use' : '';
  const hand = wish === 'auto' ? '' : wish === provider ? '; by your choice' : `; you chose ${wish}`;
  return [
    `runs on ${name}${gain}, ${threads} ${threads === 1 ? 'thread' : 'threads'} for photos${none}${hand}`,
    ...others.map((other) => `not on ${other.provider}: ${whyNot[other.why](printable(firstLine(other.detail)))}`),
  ];
}

/** Runtimes say much. */
function firstLine(said: string): string {
  return said.split('\n')[0]?.slice(0, 200) ?? '';
}
