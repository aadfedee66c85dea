import { describe, expect, it } from '@jest/globals';
import type { KeepAlive } from './ctap-link.port.js';
import { KeepAlivePatience } from './keep-alive-patience.js';

/** A keep-alive each second, until it is enough: what was answered last, after how many seconds. */
function wait(kinds: (second: number) => KeepAlive, givenUpAt = Infinity): string[] {
  let seconds = 0;
  const patience = new KeepAlivePatience(() => seconds * 1_000);
  const changes: string[] = [];
  let answer = 'wait';
  try {
    while (seconds < 1_000) {
      seconds += 1;
      const next = patience.spend(kinds(seconds), seconds >= givenUpAt);
      if (next !== answer) changes.push(`${(answer = next)} ${seconds}`);
    }
    return [...changes, 'endless'];
  } catch (error) {
    const { code, details } = error as { code: string; details: { keepAlive: string } };
    return [...changes, `${code} ${details.keepAlive} ${seconds}`];
  }
}

describe('the patience with keep-alives', () => {
  it.each<[string, ReturnType<typeof wait>, string[]]>([
    ['that only say "processing"', wait(() => 'processing'), ['CARD_UNRESPONSIVE processing 31']],
    ['that only ask for a touch', wait(() => 'touch'), ['cancel 121', 'CARD_UNRESPONSIVE cancelled 132']],
    [
      'that go on after the caller has given up',
      wait(() => 'touch', 5),
      ['cancel 5', 'CARD_UNRESPONSIVE cancelled 15'],
    ],
    [
      'that say now this, now that',
      wait((second) => (second % 2 === 0 ? 'touch' : 'processing')),
      ['CARD_UNRESPONSIVE processing 61'],
    ],
  ])('%s', (_name, found, expected) => expect(found).toEqual(expected));
});
