import { describe, expect, it } from '@jest/globals';
import { failureOf } from './relay.js';

const rcpt = { code: 'EENVELOPE', command: 'RCPT TO' };

describe('what an answer of the mail server means', () => {
  it.each([
    ['an unknown mailbox', { ...rcpt, responseCode: 550, response: '550 5.1.1 no such user' }, 'refused', '550 5.1.1'],
    [
      'a mail that is not wanted',
      { code: 'EMESSAGE', command: 'DATA', responseCode: 554, response: '554 spam' },
      'refused',
      '554',
    ],
    ['a mailbox that is full', { ...rcpt, responseCode: 452, response: '452-4.2.2 full' }, 'later', '452 4.2.2'],
    ['a server that closes', { ...rcpt, responseCode: 421, response: '421 4.3.2 bye' }, 'relay', '421 4.3.2'],
    [
      'a sender that may not',
      { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550, response: '550 5.7.1 x' },
      'relay',
      '550 5.7.1',
    ],
    [
      'a password that is wrong',
      { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535, response: '535 5.7.8 x' },
      'relay',
      '535 5.7.8',
    ],
    ['a server that is away', { code: 'ESOCKET', command: 'CONN' }, 'relay', 'ESOCKET'],
    [
      'a server without TLS',
      { code: 'ETLS', command: 'STARTTLS', responseCode: 500, response: '500 x' },
      'relay',
      '500',
    ],
    ['an address that fits no envelope', { code: 'EENVELOPE', command: 'API' }, 'refused', 'EENVELOPE'],
  ])('%s', (_, error, result, answer) => {
    expect(failureOf(error)).toEqual({ result, answer });
  });
});
