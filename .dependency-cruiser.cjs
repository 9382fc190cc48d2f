/**
 * The layers, as one allow-list: what each folder may import besides itself, Node's own modules and packages.
 * `test/contract/layers.test.ts` plants a violation of every line and expects a report.
 */
const contract = 'src-main/contract/';
const values = 'src-main/engine/values\\.ts$';

const child = 'src-main/engine/supervised-child\\.ts$';
const files = 'src-main/engine/held-files\\.ts$';

const texts = 'src-renderer/(app-context|texts/texts\\.svelte)\\.ts$';
const startsEngine = 'src-main/shells/node/';

const network = 'src-main/network/';
const part = [contract, values];
const mayImport = {
  'src-main/contract': [],
  'src-main/network': [],
  'src-main/engine/library': part,
  'src-main/engine/media': [...part, child],
  'src-main/engine/packs': [...part, child, files, network],
  'src-main/engine/pipeline': part,
  'src-main/engine/index': [...part, files],
  'src-main/engine/places': part,
  'src-main/engine/search': part,
  'src-main/shells/node': [contract],
  'src-main/shells/cli': [contract, startsEngine],
  'src-main/shells/browser': [contract, startsEngine],
  'src-main/shells/electron': [contract, startsEngine, network, 'src-main/engine/run-engine\\.ts$'],
  'src-renderer': [contract],
  'src-renderer/shared': [texts],
};

/** Packages each folder may name. Anything else is an error. */
const packages = {
  'src-main/contract': ['birpc', 'valibot'],
  'src-main/network': [],
  'src-main/engine/library': ['@photostructure/sqlite'],
  'src-main/engine/media': ['bmp-ts', 'libheif-js', 'sharp', 'thumbhash'],
  'src-main/engine/packs': ['onnxruntime-node', '@huggingface/tokenizers', 'valibot'],
  'src-main/engine/pipeline': ['@parcel/watcher', 'picomatch'],
  'src-main/engine/index': ['hnswlib-node'],
  'src-main/engine/places': [],
  'src-main/engine/search': [],
  'src-main/shells/node': [],
  'src-main/shells/cli': [],
  'src-main/shells/browser': ['ws'],
  'src-main/shells/electron': ['electron'],
  'src-renderer': [
    'svelte',
    'bits-ui',
    'virtua',
    'justified-layout',
    '@types/justified-layout',
    'i18next',
    'thumbhash',
  ],
};

const own = '\\.test\\.ts$';

const layers = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `layer ${folder}`,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: own },
  to: {
    path: '^(src-main|src-renderer|test|models|scripts)/',
    pathNot: [`^${folder}/`, ...allowed.map((path) => `^${path}`)],
  },
}));

const packageRules = Object.entries(packages).map(([folder, names]) => ({
  name: `packages ${folder}`,
  severity: 'error',
  from: { path: `^${folder}/`, pathNot: own },
  to: { path: '(^|/)node_modules/', pathNot: names.map((name) => `(^|/)node_modules/${name}/`) },
}));

module.exports = {
  forbidden: [
    ...layers,
    ...packageRules,
    {
      name: 'every folder has a line',
      comment: 'A new folder must be given its line in the table above.',
      severity: 'error',
      from: {
        path: '^src-main/',
        pathNot: [...Object.keys(mayImport).map((folder) => `^${folder}/`), '^src-main/engine/[^/]+\\.ts$'],
      },
      to: {},
    },
    {
      name: 'values stand alone',
      severity: 'error',
      from: { path: `^${values}` },
      to: { pathNot: ['^src-main/contract/'] },
    },
    {
      name: 'engine knows no shell',
      severity: 'error',
      from: { path: '^src-main/engine/' },
      to: { path: '^src-main/shells/' },
    },
    {
      name: 'one file connects to other machines',
      severity: 'error',
      // The browser's host serves its page over HTTP.
      from: { path: '^src-main/', pathNot: [own, '^src-main/network/connect\\.ts$', '^src-main/shells/browser/'] },
      to: { path: '^(node:)?(https?|http2|tls|dgram)$' },
    },
    {
      name: 'contract and window run anywhere',
      severity: 'error',
      from: { path: '^(src-main/contract|src-renderer)/', pathNot: own },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'product needs no test',
      severity: 'error',
      from: { path: '^(src-main|src-renderer)/', pathNot: own },
      to: { path: '^test/' },
    },
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    // Stand-ins of the tests load what is built, which need not be built yet.
    { name: 'everything resolves', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '/dist/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
