/**
 * `@Operation('Get a device', { says, problems })`: what an operation is for, in a line and in a few more, and the problems of its own. Those that come
 * from what an operation takes (problem-responses.ts) are not repeated.
 */
import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiOperation } from '@nestjs/swagger';
import type { ErrorCode } from '@cardwright/contracts/errors/error-catalogue';

/** Where the decorator leaves them for the document, which has no such member in the end. */
export const ownProblems = 'x-own-problems';

interface Told {
  /** Whole sentences. */
  says?: string;
  problems?: readonly ErrorCode[];
}

export const Operation = (summary: string, { says, problems = [] }: Told = {}): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary, ...(says !== undefined && { description: says }) }),
    ApiExtension(ownProblems, problems),
  ) as MethodDecorator;

/** Of everything that looks at the card in a reader of a workstation. */
export const atReader = [
  ...(['EDGE_UNREACHABLE', 'EDGE_OUTDATED', 'EDGE_NO_READER', 'EDGE_READER_UNAVAILABLE'] as const),
  ...(['CARD_ABSENT', 'CARD_REMOVED', 'CARD_AMBIGUOUS', 'CARD_WRONG_DEVICE', 'CARD_BUSY', 'CARD_IN_WORK'] as const),
  ...(['CARD_UNRESPONSIVE', 'CARD_NOT_PIV', 'CARD_UNSUPPORTED'] as const),
] as const satisfies readonly ErrorCode[];

/** Of everything that begins work on a device. */
export const begins = [
  'LIFECYCLE_DEVICE_NOT_FOUND',
  'LIFECYCLE_TRANSITION',
  'REQUEST_DEVICE_BUSY',
  'REQUEST_CONFLICT',
] as const satisfies readonly ErrorCode[];

/** Of everything that asks why. */
export const reasoned = [
  'REASON_UNKNOWN',
  'REASON_NOT_ALLOWED',
  'REASON_TEXT_REQUIRED',
] as const satisfies readonly ErrorCode[];
