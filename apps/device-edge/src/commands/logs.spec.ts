import { describe, expect, it } from '@jest/globals';
import { moment } from './logs.js';

const now = Date.parse('2030-01-02T12:00:00Z');

describe('logs --since', () => {
  it.each([
    ['15m', '2030-01-02T11:45:00.000Z'],
    ['2h', '2030-01-02T10:00:00.000Z'],
    ['1d', '2030-01-01T12:00:00.000Z'],
    ['2030-01-01T08:00:00Z', '2030-01-01T08:00:00.000Z'],
  ])('%s', (text, expected) => expect(moment(text, undefined, now).toISOString()).toBe(expected));

  it.each(['yesterday', '15', '', '2030-13-01'])('refuses %p', (text) =>
    expect(() => moment(text)).toThrow('neither like 15m, 2h or 3d nor a date and time'),
  );
});
