import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commands } from './arguments.ts';
import { completedShells, completionScript } from './completion.ts';

const isThere = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

/** What bash offers at the end of this line. */
function offeredBy(line: string): string[] {
  const words = line.split(' ');
  const asked = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
    _polylens; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', `${completionScript('bash', commands)}\n${asked}`], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

test.skipIf(!isThere('bash')).each([
  ['polylens s', ['search', 'status', 'serve']],
  ['polylens search --k', ['--kind']],
  ['polylens search --kind ', ['photo', 'video']],
  ['polylens roots a', ['add']],
  ['polylens mode g', ['gentle']],
  ['polylens problems --reason image.u', ['image.unsupported']],
  ['polylens index x', []],
])('bash completes %j', (line, expected) => {
  expect(offeredBy(line)).toEqual(expected);
});

for (const shell of completedShells.filter((each) => !isThere(each))) {
  process.stderr.write(`the completion script for ${shell} was not read by it: it is not here\n`);
}

test.each(completedShells.filter(isThere))('%s takes its script', (shell) => {
  // Fish reads from a pipe but not from the socket that is a child's input here.
  const { status, stderr } = spawnSync('sh', ['-c', `cat | ${shell} -n`], {
    input: completionScript(shell, commands),
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test.each(completedShells)('every command and option is in the script for %s', (shell) => {
  const script = completionScript(shell, commands);
  for (const [command, { options }] of Object.entries(commands)) {
    expect(script).toMatch(new RegExp(`\\b${command}\\b`));
    for (const option of Object.keys(options))
      expect(script).toContain(shell === 'fish' ? `-l ${option}` : `--${option}`);
  }
});
