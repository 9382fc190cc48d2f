/** docs/contract.md is what the sources say, and what the sources say is what runs. */
import { readFileSync } from 'node:fs';
import type { GenericSchema } from 'valibot';
import { expect, test } from 'vitest';
import { contractReference } from '../../scripts/contract-reference.mjs';
import { methods } from '../../src-main/contract/contract.ts';
import { errorCodes } from '../../src-main/contract/errors.ts';
import { events } from '../../src-main/contract/events.ts';

const page = readFileSync(new URL('../../docs/contract.md', import.meta.url), 'utf8');

/** What stands below each heading. */
const sections = new Map(
  page
    .split(/^#+ /m)
    .slice(1)
    .map((section): [string, string] => {
      const [heading = '', ...lines] = section.split('\n');
      return [heading.replaceAll('`', ''), lines.join('\n')];
    }),
);

/** Names of the fields that these lines tell, `?` behind those that are optional; types that they take over are looked up. */
function fieldsIn(lines: string, indent: string): string[] {
  return lines.split('\n').flatMap((line) => {
    const [, field, optional] = new RegExp(`^${indent}- \`(\\w+)\`( \\(optional\\))?: `).exec(line) ?? [];
    const [, type = ''] = new RegExp(`^${indent}- all of \\[(\\w+)\\]`).exec(line) ?? [];
    if (type) return fieldsIn(sections.get(type) ?? '', '');
    return field ? [`${field}${optional ? '?' : ''}`] : [];
  });
}

/** As the page tells them for a part of a method or an event. */
function told(name: string, part: string): string[] {
  const section = sections.get(name) ?? '';
  const [, kind = '', lines = ''] = new RegExp(`^- ${part}: (.*)((?:\n(?!- ).*)*)`, 'm').exec(section) ?? [];
  const [, type] = /^\[(\w+)\]/.exec(kind) ?? [];
  return type ? fieldsIn(sections.get(type) ?? '', '') : fieldsIn(lines, '  ');
}

/** As they run; of what is no object, none. */
function fieldsOf(schema: GenericSchema): string[] {
  const entries = 'entries' in schema ? Object.entries(schema.entries as Record<string, GenericSchema>) : [];
  return entries.map(([name, { type }]) => `${name}${type === 'optional' ? '?' : ''}`);
}

test('the page is what `npm run docs` writes', async () => {
  expect(page === (await contractReference()), 'docs/contract.md is of another contract: npm run docs').toBe(true);
});

test.each(Object.entries(methods))('%s is told with what it does and all its fields', (name, { input, output }) => {
  expect(sections.get(name)).toMatch(/^\n(?!Errors)[A-Z]/);
  expect(told(name, 'Input')).toEqual(fieldsOf(input));
  expect(told(name, 'Output')).toEqual(fieldsOf(output));
});

test.each(Object.entries(events))('%s is told with what it means and all its fields', (name, payload) => {
  expect(sections.get(name)).toMatch(/^\n(?!Errors)[A-Z]/);
  expect(told(name, 'Payload')).toEqual(fieldsOf(payload));
});

test('each error has words, and each link leads somewhere', () => {
  const errors = sections.get('Errors') ?? '';
  const codes = [...errors.matchAll(/^- `([\w.-]+)`: (?!undefined)/gm)].map(([, code]) => code);
  expect(codes).toEqual(errorCodes.map(String));
  const anchors = [...sections.keys()].map((heading) => heading.toLowerCase().replaceAll('.', '').replaceAll(' ', '-'));
  const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
});
