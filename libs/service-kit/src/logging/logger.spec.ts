import { describe, expect, it } from '@jest/globals';
import { CardwrightError } from '@cardwright/contracts/errors/cardwright-error';
import { withCorrelation } from './correlation.js';
import { createLogger, NestLogger } from './logger.js';
import { isSecretName } from '@cardwright/contracts/logging/redaction';

function capture() {
  const lines: string[] = [];
  const logger = createLogger({ name: 'spec', destination: { write: (line: string) => void lines.push(line) } });
  return { lines, logger, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('the log', () => {
  it('[security PIN handling] takes secrets out by name, at any depth', () => {
    const { logger, lines } = capture();
    const secret = '73915846';
    logger.info(
      {
        pin: secret,
        a: { b: [{ newPuk: secret, c: { d: { managementKeyHex: secret, sessionToken: secret } } }] },
        headers: { authorization: secret, 'set-cookie': [secret], cookie: secret },
        sealed_pin: secret,
        bytes: Buffer.from(secret),
        err: new CardwrightError(
          'CARD_PIN_INCORRECT',
          undefined,
          { pin: secret },
          new Error('cause', { cause: { password: secret } }),
        ),
      },
      'text',
    );
    expect(lines.join()).not.toContain(secret);
    expect(lines.join()).not.toContain(Buffer.from(secret).toString('base64'));
    expect(lines.join()).toContain('CARD_PIN_INCORRECT');
  });

  it('takes secrets out of text by their shape', () => {
    const { logger, lines } = capture();
    const jwe = `eyJhbGciOiJFQ0RILUVTIn0..${'a'.repeat(16)}.${'b'.repeat(20)}.${'c'.repeat(22)}`;
    const seed = `SUA${'B'.repeat(55)}`;
    logger.info(`jwe ${jwe} url postgres://u:hunter2@db/x header Bearer abcdefghijkl seed ${seed}`);
    logger.error({ err: new Error(`failed with ${jwe}`) }, 'failed');
    new NestLogger(logger).error(new Error(`nest ${jwe}`), 'stack', 'Context');
    for (const part of ['b'.repeat(20), 'hunter2', 'abcdefghijkl', seed]) expect(lines.join()).not.toContain(part);
    expect(lines.join()).toContain('postgres://u:');
  });

  it('leaves what a log is read for', () => {
    const { logger, last } = capture();
    logger.info(
      {
        keyReference: '9A',
        fencingToken: 7,
        idempotencyKey: 'r/1/9A',
        code: 'CARD_ABSENT',
        pinSet: true,
        publicKey: 'x',
      },
      'm',
    );
    expect(last()).toMatchObject({
      keyReference: '9A',
      fencingToken: 7,
      idempotencyKey: 'r/1/9A',
      code: 'CARD_ABSENT',
      pinSet: true,
      publicKey: 'x',
    });
  });

  it('carries the correlation id of the work at hand', async () => {
    const { logger, last } = capture();
    await withCorrelation('corr-9', async () => {
      await Promise.resolve();
      logger.info('inside');
    });
    expect(last()).toMatchObject({ correlationId: 'corr-9', message: 'inside', service: 'spec', level: 'info' });
    logger.info('outside');
    expect(last()).not.toHaveProperty('correlationId');
  });

  it('does not fail on a cycle or a huge depth', () => {
    const { logger, lines } = capture();
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    logger.info({ cycle }, 'm');
    expect(lines).toHaveLength(1);
  });

  it.each([
    ['PIN', true],
    ['pinHex', true],
    ['current_puk', true],
    ['management-key', true],
    ['accessTokens', true],
    ['pinRule', false],
    ['shipping', false],
    ['keyReferences', false],
    ['monkey', false],
  ])('field %s is secret: %s', (name, secret) => expect(isSecretName(name)).toBe(secret));
});
