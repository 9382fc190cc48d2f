import { afterEach, expect, test, vi } from 'vitest';
import { processTerminal } from './terminal.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function written(isTTY: boolean): string {
  const texts: string[] = [];
  const { stdout } = process;
  const was = stdout.isTTY;
  const spy = vi.spyOn(stdout, 'write').mockImplementation((text) => texts.push(String(text)) > 0);
  stdout.isTTY = isTTY;
  processTerminal().aside('weaker matches');
  stdout.isTTY = was;
  spy.mockRestore();
  return texts.join('');
}

test('an aside is dim on a terminal, plain where colours are not wanted, and nothing for a script', () => {
  vi.stubEnv('NO_COLOR', '');
  expect(written(true)).toBe('\u001b[2mweaker matches\u001b[22m\n');
  vi.stubEnv('NO_COLOR', '1');
  expect(written(true)).toBe('weaker matches\n');
  expect(written(false)).toBe('');
});
