import { BadRequestException, HttpException, PayloadTooLargeException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { onlyInEnglish } from '@cardwright/contracts/said';
import { errorCatalogue, type ErrorCode } from '@cardwright/contracts/errors/error-catalogue';
import { errorsInGerman } from '@cardwright/contracts/words/errors.de';
import { say } from '@cardwright/contracts/words/say';
import { asCardwrightError, retryAfterSeconds, toProblem } from './problem.js';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

describe('problem details', () => {
  it('has every member of RFC 9457 and ours', () => {
    const error = new CardwrightError('REQUEST_DEVICE_BUSY', onlyInEnglish('Saga 7 is running'), { requestId: '7' });
    expect(toProblem(error, '/api/v1/devices/1/issue?x=1', 'corr')).toEqual({
      type: 'urn:cardwright:error:REQUEST_DEVICE_BUSY',
      title: 'Another request is running for this device',
      status: 409,
      detail: 'Saga 7 is running',
      instance: '/api/v1/devices/1/issue',
      code: 'REQUEST_DEVICE_BUSY',
      fix: 'Wait for it, or cancel it.',
      correlationId: 'corr',
      details: { requestId: '7' },
    });
  });

  it.each(codes)('%s gives a status of an error, and shows its text only when the catalogue says so', (code) => {
    const { exposeMessage, httpStatus, title } = errorCatalogue[code];
    const problem = toProblem(new CardwrightError(code, onlyInEnglish('the text'), { why: 'a detail' }), '/x', 'c');
    expect(problem.status).toBe(httpStatus);
    expect(problem.status).toBeGreaterThanOrEqual(400);
    expect([problem.detail, problem.details]).toEqual(
      exposeMessage ? ['the text', { why: 'a detail' }] : [title, undefined],
    );
  });

  it.each([
    ['CARD_ABSENT', undefined, 'Die Karte steckt in keinem Leser dieses Computers'],
    ['LIFECYCLE_NOT_ACTIVE', say('card.suspended'), 'Diese Karte ist ausgesetzt: Lassen Sie sie zuerst wieder zu'],
    ['EDGE_OUTDATED', onlyInEnglish('Agent 1.2 or newer'), 'Der Agent ist zu alt für diesen Server'],
    ['INTERNAL', onlyInEnglish('a secret of ours'), 'Bei uns ist etwas schiefgegangen'],
  ] as const)('%s with %j is said in German to whoever reads it', (code, message, detail) => {
    const problem = toProblem(new CardwrightError(code, message), '/x', 'c', 'de');
    expect([problem.title, problem.detail, problem.fix]).toEqual([
      errorsInGerman[code][0],
      detail,
      errorsInGerman[code][1],
    ]);
  });

  it.each([
    [new TypeError('undefined is not a function'), 'INTERNAL'],
    ['thrown text', 'INTERNAL'],
    [null, 'INTERNAL'],
    [new BadRequestException('Unexpected token'), 'REQUEST_MALFORMED'],
    [new PayloadTooLargeException(), 'REQUEST_TOO_LARGE'],
    [new HttpException('teapot', 418), 'REQUEST_INVALID'],
    [Object.assign(new Error('x'), { statusCode: 415 }), 'REQUEST_MEDIA_TYPE'],
    [Object.assign(new Error('x'), { statusCode: 500 }), 'INTERNAL'],
    [new CardwrightError('CARD_ABSENT'), 'CARD_ABSENT'],
  ])('%p becomes %s', (thrown, code) => expect(asCardwrightError(thrown).code).toBe(code));

  it('says when to come back only where that helps', () => {
    expect(retryAfterSeconds(new CardwrightError('REQUEST_RATE_LIMITED', undefined, { retryAfterSeconds: 12.2 }))).toBe(
      13,
    );
    expect(retryAfterSeconds(new CardwrightError('EDGE_UNREACHABLE'))).toBe(5);
    expect(retryAfterSeconds(new CardwrightError('REQUEST_INVALID'))).toBeUndefined();
  });
});
