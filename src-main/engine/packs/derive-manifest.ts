/**
 * Packs of Immich's layout: `visual/` and `textual/` with a model each, and what Hugging Face and OpenCLIP say of them in
 * `config.json`, `preprocess_cfg.json` and `tokenizer_config.json`. All that our pack.json says is derived from these and from
 * the models themselves.
 */
import { createHash } from 'node:crypto';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { PolylensError } from '../../contract/errors.ts';
import type { ModelFacts, ModelValue } from './describe-model-worker.ts';
import { floresCodes } from './flores.ts';
import { Manifest } from './manifest.ts';
import { factsOf } from './open-pack.ts';

const visual = { model: 'visual/model.onnx', config: 'visual/preprocess_cfg.json' };
const textual = {
  model: 'textual/model.onnx',
  tokenizer: 'textual/tokenizer.json',
  config: 'textual/tokenizer_config.json',
};
const config = 'config.json';
/** Where OpenCLIP says nothing. */
const usualLength = 77;

const PerChannel = v.tuple([v.number(), v.number(), v.number()]);
const Model = v.object({
  embed_dim: v.number(),
  text_cfg: v.optional(
    v.looseObject({
      context_length: v.optional(v.number()),
      tokenizer_kwargs: v.optional(v.nullable(v.object({ clean: v.optional(v.string()) }))),
    }),
    {},
  ),
});
/** OpenCLIP's own files have it one level down. */
const Config = v.union([Model, v.object({ model_cfg: Model })]);
const Edges = v.pipe(
  v.tuple([v.number(), v.number()]),
  v.check(([height, width]) => height === width, 'pictures are to be square'),
);
const Preprocessing = v.object({
  size: v.union([v.number(), Edges]),
  mean: PerChannel,
  std: PerChannel,
  interpolation: v.optional(v.picklist(['bicubic', 'bilinear']), 'bicubic'),
  resize_mode: v.optional(v.picklist(['shortest', 'squash']), 'shortest'),
});
const TokenizerConfig = v.object({
  pad_token: v.optional(v.nullable(v.union([v.string(), v.object({ content: v.string() })]))),
});
const TokenizerFile = v.object({
  added_tokens: v.optional(v.array(v.object({ id: v.number(), content: v.string() })), []),
  model: v.object({ vocab: v.union([v.record(v.string(), v.number()), v.array(v.looseTuple([v.string()]))]) }),
});

/** Does this folder hold a pack of that layout? */
export async function isForeign(folder: string): Promise<boolean> {
  const needed = await Promise.all([config, visual.model, textual.model].map((file) => isFile(join(folder, file))));
  return needed.every(Boolean) && !(await isFile(join(folder, 'pack.json')));
}

/**
 * Its pack.json, but for the golden vectors. `describe` looks into a model.
 * @throws PolylensError pack.invalid, pack.damaged
 */
export async function deriveManifest(
  folder: string,
  describe: (model: string) => Promise<ModelFacts>,
): Promise<Manifest> {
  for (const file of [visual.model, textual.model, textual.tokenizer]) await expectWhole(folder, file);
  const read = readerOf(folder);
  const model = await read(config, Config);
  const { embed_dim: dimension, text_cfg: text } = 'model_cfg' in model ? model.model_cfg : model;
  const look = (file: string) =>
    describe(join(folder, file)).catch((cause: unknown) => {
      throw invalid(folder, file, cause);
    });
  const tokenizer = await read(textual.tokenizer, TokenizerFile);
  if (!languagesOf(tokenizer) && /nllb/i.test(JSON.stringify(text)))
    throw invalid(folder, textual.tokenizer, 'no token of a language, which NLLB models want before each text');
  const files = await factsOfAll(folder);
  const derived = {
    format: 1,
    id: idOf(folder),
    version: versionOf(files),
    licence: 'not stated',
    dimension,
    files,
    image: imageOf(await read(visual.config, Preprocessing), await look(visual.model)),
    text: {
      ...textOf(text.context_length ?? usualLength, await look(textual.model)),
      ...paddingOf(await read(textual.config, TokenizerConfig), tokenizer),
      languagePrefix: languagesOf(tokenizer),
      ...(text.tokenizer_kwargs?.clean === 'canonicalize' ? { cleaning: 'canonical' } : {}),
    },
    languages: {},
    golden: 'golden.json',
  };
  const parsed = v.safeParse(Manifest, derived);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw invalid(folder, config, `no pack.json can be derived: ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

function imageOf(cfg: v.InferOutput<typeof Preprocessing>, { inputs: [input], outputs }: ModelFacts) {
  const planes = { planes: { mean: cfg.mean, deviation: cfg.std } };
  return {
    file: visual.model,
    input: input?.name,
    output: outputOf(outputs),
    size: typeof cfg.size === 'number' ? cfg.size : cfg.size[0],
    fit: cfg.resize_mode === 'squash' ? 'fill' : 'crop',
    kernel: cfg.interpolation === 'bilinear' ? 'linear' : 'cubic',
    ...(takesPlanes(input) ? planes : {}),
    ...batchOf(input),
    version: 1,
  };
}

function takesPlanes(input: ModelValue | undefined): boolean {
  return input?.type === 'float32' && input.shape[1] === 3;
}

/** Some exports take one picture at a time, no more. */
function batchOf(input: ModelValue | undefined): { batch?: number } {
  const [count] = input?.shape ?? [];
  return typeof count === 'number' && count > 0 ? { batch: count } : {};
}

function textOf(length: number, { inputs, outputs }: ModelFacts) {
  const mask = inputs.find(({ name }) => name.includes('mask'));
  const ids = inputs.find((input) => input !== mask);
  // A model of one length only knows better than its papers.
  const own = ids?.shape[1];
  return {
    file: textual.model,
    tokenizer: textual.tokenizer,
    inputIds: ids?.name,
    ...(mask ? { attentionMask: mask.name } : {}),
    integers: ids?.type,
    output: outputOf(outputs),
    maxTokens: typeof own === 'number' && own > 0 ? own : length,
    prefix: '',
    version: 1,
  };
}

/** The one of vectors; some exports give the layers' states, too. */
function outputOf(outputs: readonly ModelValue[]): string | undefined {
  return (outputs.find(({ name }) => name === 'embedding') ?? outputs.find(({ shape }) => shape.length === 2))?.name;
}

function paddingOf(
  { pad_token: pad }: v.InferOutput<typeof TokenizerConfig>,
  { added_tokens: added, model: { vocab } }: v.InferOutput<typeof TokenizerFile>,
): { padding?: number } {
  const token = typeof pad === 'object' ? pad?.content : pad;
  if (token === undefined) return {};
  const listed = Array.isArray(vocab) ? vocab.findIndex(([piece]) => piece === token) : (vocab[token] ?? -1);
  const id = added.find(({ content }) => content === token)?.id ?? listed;
  return id < 0 ? {} : { padding: id };
}

/** The languages that it has a token of: only translators' models have any, and want one before each text. */
function languagesOf({ added_tokens: added }: v.InferOutput<typeof TokenizerFile>): Record<string, string> | undefined {
  const known = new Set(added.map(({ content }) => content));
  const told = Object.entries(floresCodes).filter(([, token]) => known.has(token));
  return told.some(([language]) => language === 'en') ? Object.fromEntries(told) : undefined;
}

/** Size and hash of every file that the models may need: large ones keep their weights in files beside them. */
async function factsOfAll(folder: string): Promise<Manifest['files']> {
  const names = [config];
  for (const part of ['visual', 'textual']) {
    const entries = await readdir(join(folder, part), { withFileTypes: true });
    names.push(
      ...entries
        .filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'))
        .map(({ name }) => `${part}/${name}`),
    );
  }
  const files: Manifest['files'] = {};
  for (const name of names.toSorted()) files[name] = await factsOf(folder, name);
  return files;
}

/** Begins the few lines that stand in the place of each large file, where a repository was copied without Git LFS. */
const pointer = 'version https://git-lfs';

async function expectWhole(folder: string, file: string): Promise<void> {
  const begins = await beginningOf(join(folder, file)).catch((cause: unknown) => {
    throw invalid(folder, file, cause);
  });
  if (begins === pointer)
    throw invalid(folder, file, 'a pointer of Git LFS in the place of the file, which `git lfs pull` brings');
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(pointer.length));
    return buffer.toString('latin1');
  } finally {
    await file.close();
  }
}

/** Of its folder's name, as far as that can name a folder everywhere. */
function idOf(folder: string): string {
  const name = basename(named(resolve(folder))).replaceAll(/[^\w.-]+/g, '-');
  return name.replace(/^\W+/, '').slice(0, 64) || 'imported';
}

/** In Hugging Face's cache the folder has a commit's name, and the one of all commits that of the model. */
function named(folder: string): string {
  const [, model] = /models--(?:.*--)?([^/\\]+)[/\\]snapshots$/.exec(dirname(folder)) ?? [];
  return model ?? folder;
}

/** Other weights are another version; files that no model needs change nothing. */
export function versionOf(files: Manifest['files']): string {
  const hash = createHash('sha256');
  const needed = Object.keys(files).filter((name) => name === config || /^(visual|textual)\/[^/]+$/.test(name));
  for (const name of needed.toSorted()) hash.update(files[name]?.sha256 ?? '');
  return hash.digest('hex').slice(0, 8);
}

function readerOf(folder: string) {
  return async <S extends v.GenericSchema>(file: string, schema: S): Promise<v.InferOutput<S>> => {
    try {
      return v.parse(schema, JSON.parse(await readFile(join(folder, file), 'utf8')));
    } catch (cause) {
      throw invalid(folder, file, cause);
    }
  };
}

function invalid(folder: string, file: string, cause: unknown): PolylensError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new PolylensError('pack.invalid', { folder, file, found }, { cause });
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
