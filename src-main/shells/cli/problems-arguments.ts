import { fileProblems, type FileProblem } from '../../contract/index.ts';
import type { Places } from '../node/places.ts';
import { json, parse, placeOptions, placesOf, UsageError } from './options.ts';

export type ProblemsCommand = {
  name: 'problems';
  places: Places;
  reason: FileProblem | undefined;
  retry: boolean;
  json: boolean;
};

export const problemsOptions = {
  ...placeOptions,
  json,
  reason: { type: 'string' },
  retry: { type: 'boolean', default: false },
} as const;

/** @throws UsageError */
export function readProblems(args: string[]): ProblemsCommand {
  const { values, positionals } = parse(args, problemsOptions);
  if (positionals.length > 0) throw new UsageError(`problems takes no argument: ${positionals.join(' ')}`);
  const { reason, retry } = values;
  return { name: 'problems', places: placesOf(values), reason: readReason(reason), retry, json: values.json };
}

function readReason(given: string | undefined): FileProblem | undefined {
  const reason = fileProblems.find((known) => known === given);
  if (given !== undefined && !reason) {
    throw new UsageError(`no such reason: ${given}; there are ${fileProblems.join(', ')}`);
  }
  return reason;
}
