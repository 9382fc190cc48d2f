import { join } from 'node:path';
import { PolylensError, type Call, type Handlers, type Input, type Output } from '../contract/index.ts';
import { choosePack, dropVectors } from './choose-pack.ts';
import { comparePacks } from './compare-packs.ts';
import { effortOf } from './effort.ts';
import { getPack, offerPack, type Getting } from './get-pack.ts';
import type { Library } from './library/library.ts';
import { choiceOf, Model, type Choice, type Models } from './models.ts';
import type { OpenLibrary } from './open-library.ts';
import { readCatalogue } from './packs/catalogue.ts';
import type { Measure } from './packs/derived-pack.ts';
import { importPack } from './packs/import-pack.ts';
import type { Manifest } from './packs/manifest.ts';
import { nameOf, stageKeyOf, type Pack } from './packs/open-pack.ts';
import { bytesOf, findPack, listShelf, removeFolder, starter, type Shelf, type Shelved } from './packs/shelf.ts';
import { verifyGolden, type GoldenReport } from './packs/verify-golden.ts';
import type { Running } from './running.ts';
import { switchOf } from './switch-packs.ts';

type Options = {
  models: Models;
  library: OpenLibrary;
  running: Running;
  /** Another pack was chosen. */
  changed: () => void;
};

/** Answers requests about packs. */
export class Packs {
  readonly handlers = {
    'pack.info': () => this.#info(),
    'pack.check': () => this.#check(),
    'packs.list': () => this.#options.library.guarded(() => this.#list()),
    'packs.import': (input, call) => this.#import(input, call),
    'packs.catalogue': () => readCatalogue(),
    'packs.offer': (input, call) => this.#offer(input, call),
    'packs.get': (input, call) => this.#get(input, call),
    'packs.remove': (input) => this.#remove(input),
    'packs.use': (input) => this.#use(input),
    'packs.compare': (input, { signal }) => this.#options.library.guarded(() => this.#compare(input, signal)),
  } satisfies Partial<Handlers>;
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  async #info(): Promise<Output<'pack.info'>> {
    const pack = await this.#options.models.inUse().pack();
    return { pack: pack.ownKey, languages: measured(pack) };
  }

  #check(): Promise<Output<'pack.check'>> {
    return this.#options.models.inUse().lend(async (model) => {
      const pack = await model.pack();
      const report = await verify(model);
      // Only now: what was never tried was tried for it.
      const runner = await this.#options.running.runner(model);
      return { ...report, runner, pack: pack.ownKey, languages: Object.keys(pack.languages) };
    });
  }

  async #list(): Promise<Output<'packs.list'>> {
    const { packs, broken } = await listShelf(this.#shelf());
    const library = this.#libraryIfThere();
    const choice = choiceIn(library);
    const onTheWay = library && (await switchOf(this.#options.models, library));
    const searchable = (key: string) => library?.changeovers.searchable(key) ?? 0;
    const known = new Set(packs.flatMap(({ name, manifest }) => [name, packOf(stageKeyOf(manifest))]));
    const strays = (library?.changeovers.stageKeys() ?? []).filter((key) => !known.has(packOf(key)));
    return {
      packs: packs.map((pack) => ({
        ...facts(pack),
        use: useOf(pack, choice),
        searchable: searchable(stageKeyOf(pack.manifest)),
      })),
      strays: strays.map((key) => ({ pack: packOf(key), searchable: searchable(key) })),
      broken,
      ...(onTheWay ? { switch: onTheWay } : {}),
    };
  }

  async #import({ folder }: Input<'packs.import'>, call: Call<'packs.import'>): Promise<Output<'packs.import'>> {
    const progress = (done: number, total: number) => call.progress({ done, total });
    return brought(await importPack(folder, { shelf: this.#shelf(), ...trying, progress, signal: call.signal }));
  }

  async #offer(input: Input<'packs.offer'>, { signal }: Call<'packs.offer'>): Promise<Output<'packs.offer'>> {
    return offerPack(input, this.#getting(signal), signal);
  }

  async #get(input: Input<'packs.get'>, call: Call<'packs.get'>): Promise<Output<'packs.get'>> {
    return brought(await getPack(input, this.#getting(call.signal), call));
  }

  #getting(signal: AbortSignal): Getting {
    const shelf = this.#shelf();
    return {
      shelf,
      take: (folder, progress) => importPack(folder, { shelf, ...trying, progress, signal, ours: true }),
    };
  }

  /** What answers, and what is to, stays. */
  async #remove({ pack: wanted, vectors }: Input<'packs.remove'>): Promise<Output<'packs.remove'>> {
    const shelf = this.#shelf();
    const library = this.#libraryIfThere();
    const pack = await findPack(shelf, wanted).catch((thrown: unknown) => {
      // It may be gone, and only its vectors be there still.
      if (vectors && keysOf(library, wanted).length > 0) return undefined;
      throw thrown;
    });
    const name = pack?.name ?? wanted;
    const { inUse, next } = choiceIn(library);
    if ([inUse, next].includes(pack ? chosenName(pack) : name)) throw inUseError(name, 'chosen');
    if (pack?.inside && !vectors) throw inUseError(name, 'inside');
    const dropped = vectors ? await this.#dropVectors(await ownKeys(name, { library, shelf })) : 0;
    const removed = await removeImported(shelf, pack);
    return { pack: name, removed, vectors: dropped };
  }

  async #dropVectors(keys: readonly string[]): Promise<number> {
    return keys.length === 0 ? 0 : this.#options.library.write((library) => dropVectors(library, keys));
  }

  async #use({ pack: wanted, now }: Input<'packs.use'>): Promise<Output<'packs.use'>> {
    const { models, library } = this.#options;
    const name = chosenName(await findPack(this.#shelf(), wanted));
    const pack = await models.byName(name).pack();
    const before = await models
      .inUse()
      .pack()
      .catch(() => undefined);
    const bytes = await library.write((writer) => choosePack(writer, { name, pack, before, now }));
    this.#options.changed();
    const inUse = await models.inUse().pack();
    const onTheWay = await switchOf(models, library.reader());
    return { inUse: nameOf(inUse), bytes, ...(onTheWay ? { switch: onTheWay } : {}) };
  }

  async #compare(input: Input<'packs.compare'>, signal: AbortSignal): Promise<Output<'packs.compare'>> {
    const { models, library } = this.#options;
    const other = models.byName(chosenName(await findPack(this.#shelf(), input.pack)));
    try {
      return await comparePacks({ library: library.reader(), models: [models.inUse(), other] }, input, signal);
    } finally {
      await models.settle();
    }
  }

  #shelf(): Shelf {
    const { shelf } = this.#options.models;
    if (!shelf) throw inUseError('the pack', 'named');
    return shelf;
  }

  #libraryIfThere(): Library | undefined {
    try {
      return this.#options.library.reader();
    } catch (thrown) {
      if (thrown instanceof PolylensError && thrown.code === 'library.missing') return undefined;
      throw thrown;
    }
  }
}

function measured({ languages }: Manifest): Output<'pack.info'>['languages'] {
  return Object.entries(languages).map(([language, { recall10 }]) => ({ language, recall: recall10 }));
}

function brought(pack: Pack): Output<'packs.import'> {
  return { pack: nameOf(pack), bytes: bytesOf(pack), languages: measured(pack) };
}

function facts({ name, inside, manifest }: Shelved) {
  const { licence, dimension } = manifest;
  return { pack: name, inside, licence, dimension, bytes: bytesOf(manifest), languages: measured(manifest) };
}

/** It stays: it is `chosen`, ships `inside` the program, or was `named` for all. */
function inUseError(pack: string, why: 'chosen' | 'inside' | 'named'): PolylensError {
  return new PolylensError('pack.in-use', { pack, why });
}

async function removeImported(shelf: Shelf, pack: Shelved | undefined): Promise<boolean> {
  if (!pack || pack.inside) return false;
  await removeFolder(shelf, pack.folder);
  return true;
}

/** The name by which a library chooses it. */
function chosenName({ name, inside }: Shelved): string {
  return inside ? starter : name;
}

function choiceIn(library: Library | undefined): Choice {
  return library ? choiceOf(library) : { inUse: starter, next: undefined };
}

function useOf(pack: Shelved, { inUse, next }: Choice) {
  const chosen = chosenName(pack);
  return chosen === inUse ? ('in-use' as const) : chosen === next ? ('next' as const) : ('none' as const);
}

/** The pack that vectors of this key are of. */
function packOf(stageKey: string): string {
  return stageKey.slice(0, stageKey.lastIndexOf('/'));
}

/** Of the vectors that a pack has, but for those that others want as well. */
async function ownKeys(name: string, { library, shelf }: { library: Library | undefined; shelf: Shelf }) {
  const { packs } = await listShelf(shelf);
  const others = new Set(packs.filter((pack) => pack.name !== name).map(({ manifest }) => stageKeyOf(manifest)));
  const vectorsOf = packs.find((pack) => pack.name === name)?.manifest.image.vectorsOf ?? name;
  const keys = new Set([...keysOf(library, name), ...keysOf(library, vectorsOf)]);
  return [...keys].filter((key) => !others.has(key));
}

/** Of the vectors that a library has of a pack. */
function keysOf(library: Library | undefined, name: string): string[] {
  return (library?.changeovers.stageKeys() ?? []).filter((key) => packOf(key) === name);
}

/** Computes a pack's golden vectors with its encoders on this machine. */
async function verify(model: Model): Promise<GoldenReport> {
  return verifyGolden({ pack: await model.pack(), ...(await startedParts(model)) });
}

/** The same with a copy that nobody uses yet. */
function verifyCopy(pack: Pack): Promise<GoldenReport> {
  return withCopy(pack, verify);
}

/** What a pack's encoders make of texts and pictures. */
const measureCopy: Measure = (pack, samples) =>
  withCopy(pack, async (model) => {
    const { textEncoder, imageEncoder, decoder } = await startedParts(model);
    const texts = [];
    for (const text of samples.texts) texts.push({ text, embedding: [...(await textEncoder.embed(text))] });
    const images = [];
    for (const file of samples.images) {
      const picture = await decoder.decode(join(pack.folder, file));
      const [embedding = []] = picture.ok ? await imageEncoder.embed([picture.pixels]) : [];
      images.push({ file, embedding: [...embedding] });
    }
    return { texts, images };
  });

/** One after the other: where one does not start, none is left on its way. */
async function startedParts(model: Model) {
  const textEncoder = await model.textEncoder();
  const imageEncoder = await model.imageEncoder();
  return { textEncoder, imageEncoder, decoder: await model.decoder() };
}

/** Puts a pack to work that nobody uses yet. What its encoders choke on is a fault of the pack. */
async function withCopy<T>(pack: Pack, work: (model: Model) => Promise<T>): Promise<T> {
  const model = new Model({ name: nameOf(pack), folder: pack.folder, effort: () => effortOf('balanced') });
  try {
    return await work(model);
  } catch (thrown) {
    if (!(thrown instanceof PolylensError) || thrown.code !== 'encoder.crashed') throw thrown;
    const { file = '', detail: found = '' } = thrown.detail;
    throw new PolylensError('pack.invalid', { folder: pack.folder, file, found }, { cause: thrown });
  } finally {
    await model.close();
  }
}

/** How the copy of a pack is tried. */
const trying = { measure: measureCopy, verify: verifyCopy };
