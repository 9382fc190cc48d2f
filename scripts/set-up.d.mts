/** What is asked of a machine: `process` has it. */
type Machine = { platform: string; execPath: string; env: Readonly<Record<string, string | undefined>> };

export function npmCommand(given: string[], machine: Machine): { program: string; args: string[]; shell: boolean };
