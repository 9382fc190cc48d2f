/** The engine's boundary: all that shells and engine know of each other. */
export {
  adviceFor,
  belowMeasure,
  bestFirst,
  languagesOf,
  paceOf,
  plainLanguage,
  shareOf,
  weakBelow,
  type CatalogueEntry,
} from './catalogue.ts';
export { clashIn, type Clash } from './clashing-filters.ts';
export { connect, type Client } from './client.ts';
export {
  contractVersion,
  type Call,
  type Handlers,
  type HandlersOf,
  type Input,
  type Method,
  type Output,
  type Progress,
  type ShellMethod,
} from './contract.ts';
export { type Filters, type Place } from './details.ts';
export { type Announce, type EventName, type EventPayload } from './events.ts';
export { serve } from './dispatcher.ts';
export { forwardCalls, forwardEvents } from './forward.ts';
export { jsonLines } from './json-lines.ts';
export { PolylensError, type ErrorCode, type ErrorDetail } from './errors.ts';
export { mediaName } from './media-names.ts';
export { mostRecent, mostSaved, searchKey } from './kept-searches.ts';
export { cutOut, putInstead, readSigns, type Signed } from './query-signs.ts';
export { modes, providerWishes, type Mode, type ProviderWish } from './shapes.ts';
export {
  fileProblems,
  type CopyProblem,
  type FileProblem,
  type FolderProblem,
  type SubtitleProblem,
  type TrashProblem,
} from './problems.ts';
export { parseSettings, type SavedSearch, type Settings } from './shell-methods.ts';
export { type Port } from './wire.ts';
