// `npm run docs`: writes docs/contract.md from the contract's sources. The introduction is docs/contract-introduction.md.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import ts from 'typescript';
import { bare, callOf, choices, commentOf, Schemas } from './contract-schema.mjs';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs', 'contract.md');

if (process.argv[1] === import.meta.filename) writeFileSync(page, await contractReference());

/** What docs/contract.md should hold. */
export async function contractReference() {
  const constants = readConstants();
  const schemas = new Schemas(constants);
  const tell = { constants, schemas, codes: codesOf(constants) };
  const text = [
    introduction(constants),
    '## Methods',
    ...tables(tell, 'methods').map((table) => methodsOf(tell, table)),
    '## Events',
    ...tables(tell, 'events').flatMap(({ entries }) => entries.map((entry) => eventOf(tell, entry))),
    '## Types',
    ...typesOf(tell),
    '## Errors',
    ...errorsOf(tell),
  ].join('\n\n');
  const config = await prettier.resolveConfig(page);
  return prettier.format(text, { ...config, parser: 'markdown', proseWrap: 'always' });
}

/** Each constant of the contract's files with its comment. */
function readConstants() {
  const folder = join(root, 'src-main', 'contract');
  const found = new Map();
  for (const name of readdirSync(folder).filter((each) => /^(?!.*(\.test|\.d)\.ts$).*\.ts$/.test(each))) {
    const source = sourceOf(join(folder, name));
    const statements = source.statements.filter(ts.isVariableStatement);
    const declared = statements.flatMap((each) =>
      each.declarationList.declarations.map((one) => [one, commentOf(each)]),
    );
    for (const [{ name: constant, initializer }, comment] of declared) {
      if (found.has(constant.text)) throw new Error(`${constant.text} is declared twice in the contract`);
      found.set(constant.text, { node: initializer, comment });
    }
  }
  return found;
}

function sourceOf(file) {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

function introduction(constants) {
  const read = (name) => readFileSync(join(root, 'docs', name), 'utf8').trim();
  return read('contract-introduction.md')
    .replaceAll('{version}', constants.get('contractVersion').node.text)
    .replace('{example}', () => `\`\`\`js\n${read('search.mjs')}\n\`\`\``);
}

/** A table and those that are spread into it, each with entries of its own. */
function tables({ constants }, name) {
  const { node, comment } = constants.get(name);
  const { properties } = bare(node);
  const entries = properties.filter(ts.isPropertyAssignment);
  const others = properties.filter(ts.isSpreadAssignment).map(({ expression }) => expression.text);
  const own = entries.length > 0 ? [{ name, comment, entries }] : [];
  return [...own, ...others.flatMap((other) => tables({ constants }, other))];
}

function methodsOf(tell, { name, comment, entries }) {
  const heading = name.replace(/^./, (first) => first.toUpperCase()).replace('Methods', ' methods');
  return [`### ${heading}`, told(tell, comment), ...entries.map((entry) => methodOf(tell, entry))].join('\n\n');
}

function methodOf(tell, entry) {
  const parts = Object.fromEntries(entry.initializer.properties.map((part) => [part.name.text, part.initializer]));
  const reports = !ts.isCallExpression(parts.progress) || callOf(parts.progress)[0] !== 'never';
  return [
    `#### \`${entry.name.text}\``,
    told(tell, commentOf(entry)),
    bullets([
      under('Input', tell.schemas.describe(parts.input)),
      under('Output', tell.schemas.describe(parts.output)),
      ...(reports ? [under('Progress', tell.schemas.describe(parts.progress))] : []),
    ]),
  ].join('\n\n');
}

function eventOf(tell, entry) {
  const payload = under('Payload', tell.schemas.describe(entry.initializer));
  return [`### \`${entry.name.text}\``, told(tell, commentOf(entry)), bullets([payload])].join('\n\n');
}

function under(title, { text, below }) {
  const nothing = text === 'object' && below.length === 0;
  return { text: `${title}: ${nothing ? 'an empty object' : text}`, below };
}

/** Each type and list that the others name. */
function typesOf(tell) {
  const names = [...tell.constants.keys()].filter((name) => isType(tell, name));
  return names.toSorted((a, b) => a.localeCompare(b, 'en')).map((name) => typeOf(tell, name));
}

function isType({ constants, schemas }, name) {
  const node = bare(constants.get(name).node);
  if (ts.isArrayLiteralExpression(node)) return name !== 'errorCodes';
  const isSchema = ts.isCallExpression(node) && node.expression.expression?.text === 'v';
  return isSchema && schemas.isOwn(name);
}

function typeOf({ constants, schemas }, name) {
  const { node, comment } = constants.get(name);
  const isList = ts.isArrayLiteralExpression(bare(node));
  const { text, below } = isList ? { text: `One of ${choices(node)}`, below: [] } : schemas.describe(node);
  const kind = text.replace(/^./, (first) => first.toUpperCase());
  return [`### ${name}`, comment, `${kind}${below.length > 0 ? ':' : '.'}`, bullets(below)].join('\n\n');
}

/** A comment; what it says of errors is a paragraph of its own, and each code in it must be one. */
function told({ codes }, comment) {
  const [what, errors] = comment.split(/\s*(?=Errors(?:: | as of ))/);
  if (errors === undefined) return what;
  const marked = errors.replaceAll(/(?<!`)\b[a-z]+\.(?:\*|[a-z]+(?:-[a-z]+)*)/g, (code) => {
    const isKnown = code.endsWith('*')
      ? codes.some((each) => each.startsWith(code.slice(0, -1)))
      : codes.includes(code);
    if (!isKnown) throw new Error(`${code} is no error of the contract`);
    return `\`${code}\``;
  });
  return `${what}\n\n${marked}`;
}

function codesOf(constants) {
  return bare(constants.get('errorCodes').node).elements.map(({ text }) => text);
}

/** Codes with the window's words, and the facts in `detail` that the command line words them by. */
function errorsOf({ codes }) {
  const words = JSON.parse(readFileSync(join(root, 'src-renderer', 'texts', 'en.json'), 'utf8'));
  const facts = factsOf(sourceOf(join(root, 'src-main', 'shells', 'cli', 'words.ts')));
  const lines = codes.map((code) => {
    const named = facts.get(code) ?? [];
    return {
      text: `\`${code}\`: ${words[`error.${code}`]}${named.length > 0 ? ` Detail: ${named.join(', ')}.` : ''}`,
      below: [],
    };
  });
  return [
    'Each as the window words it for people, with the facts in `detail` that the command line words it by, where it has some.',
    bullets(lines),
  ];
}

function factsOf({ statements }) {
  const [table] = statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => [...declarationList.declarations])
    .filter(({ name }) => name.text === 'errorWords');
  return new Map(
    table.initializer.properties.map((entry) => {
      const found = [...entry.getText().matchAll(/fact\('(\w+)'\)/g)].map(([, fact]) => `\`${fact}\``);
      return [entry.name.text, [...new Set(found)]];
    }),
  );
}

function bullets(lines, indent = '') {
  return lines
    .flatMap(({ text, below }) => [`${indent}- ${text}`, ...(below.length > 0 ? [bullets(below, `${indent}  `)] : [])])
    .join('\n');
}
