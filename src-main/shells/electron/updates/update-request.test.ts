import { afterEach, expect, test, vi } from 'vitest';
import { request } from './update-request.ts';

afterEach(() => vi.unstubAllGlobals());

test.each(['http://127.0.0.1:8080/turn-off', 'http://localhost/', 'file:///etc/hosts', 'https://['])(
  'who is asked over https leads to no %s',
  async (location) => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(null, { status: 302, headers: { location } })));
    const asked: string[] = [];
    const answer = request(new URL('https://example.invalid/latest.json'), 0, ({ host }) => {
      asked.push(host);
      return Promise.resolve();
    });
    await expect(answer).rejects.toMatchObject({ why: 'unreachable' });
    expect(asked).toEqual(['example.invalid']);
  },
);
