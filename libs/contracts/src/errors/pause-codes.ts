/**
 * Codes with which an agent stops its work on a card at the next safe point because the person leaves or the computer does (A14). The card is
 * at rest then; the work goes on when they are back.
 */
import type { ErrorCode } from './error-catalogue.js';

export const pauseCodes = [
  'EDGE_SCREEN_LOCKED',
  'EDGE_SIGNED_OUT',
  'EDGE_GOING_TO_SLEEP',
] as const satisfies readonly ErrorCode[];
export type PauseCode = (typeof pauseCodes)[number];

export const isPauseCode = (code: ErrorCode): code is PauseCode => (pauseCodes as readonly ErrorCode[]).includes(code);
