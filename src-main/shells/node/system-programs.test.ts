import { win32 } from 'node:path';
import { expect, test } from 'vitest';
import { toOpen, toShow } from './system-programs.ts';

const onWindows = (env: NodeJS.ProcessEnv) => ({ platform: 'win32' as const, env });

test.each([
  [{ SystemRoot: 'D:\\Windows' }, 'D:\\Windows'],
  [{}, 'C:\\Windows'],
  [{ SystemRoot: '' }, 'C:\\Windows'],
  [{ SystemRoot: 'here' }, 'C:\\Windows'],
  [{ SystemRoot: '\\\\elsewhere\\share' }, 'C:\\Windows'],
])('on Windows with %j programs are those of %s, by their whole paths', (env, folder) => {
  const programs = [toOpen('https://example.org/?a=1&b=2', onWindows(env)), toShow('C:\\p\\a.jpg', onWindows(env))];
  expect(programs).toEqual([
    {
      program: `${folder}\\System32\\rundll32.exe`,
      args: ['url.dll,FileProtocolHandler', 'https://example.org/?a=1&b=2'],
    },
    { program: `${folder}\\explorer.exe`, args: ['/select,C:\\p\\a.jpg'] },
  ]);
  expect(programs.every(({ program }) => win32.isAbsolute(program))).toBe(true);
});

test.each([
  ['linux', { program: 'xdg-open', args: ['/p/a.jpg'] }, { program: 'xdg-open', args: ['/p'] }],
  ['darwin', { program: 'open', args: ['/p/a.jpg'] }, { program: 'open', args: ['-R', '/p/a.jpg'] }],
] as const)('on %s the system finds its programs', (platform, opens, shows) => {
  const system = { platform, env: {} };
  expect([toOpen('/p/a.jpg', system), toShow('/p/a.jpg', system)]).toEqual([opens, shows]);
});
