import { parse, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { apart } from './apart.ts';

test('an engine runs at the root, and finds there what the environment names from elsewhere', () => {
  const environment = { NODE_EXTRA_CA_CERTS: 'authority.pem', POLYLENS_FFMPEG: '/opt/ffmpeg', HOME: 'h' };
  expect(apart(environment)).toEqual({
    cwd: parse(process.execPath).root,
    env: { ...environment, NODE_EXTRA_CA_CERTS: resolve('authority.pem'), POLYLENS_FFMPEG: resolve('/opt/ffmpeg') },
  });
  expect(apart({ POLYLENS_FFMPEG: '' }).env).toEqual({ POLYLENS_FFMPEG: '' });
});
