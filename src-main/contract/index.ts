/** The engine's boundary: all that shells and engine know of each other. */
export { connect, type Client } from './client.ts';
export {
  contractVersion,
  type Announce,
  type Call,
  type EventPayload,
  type Handlers,
  type Input,
  type Output,
  type Progress,
} from './contract.ts';
export { serve } from './dispatcher.ts';
export { PolylensError, type ErrorCode, type ErrorDetail } from './errors.ts';
export { type FileProblem, type FolderProblem } from './problems.ts';
export { type Port } from './wire.ts';
