import { expect, it } from '@jest/globals';
import { hostNameOf } from './deployment-code.js';
import { formatEnrolmentCode, parseEnrolmentCode } from './enrolment-code.js';

it.each([
  ['LAB-PC-07', 'lab-pc-07'],
  ['lab-pc-07.example.org.', 'lab-pc-07.example.org'],
  [' pc7 ', 'pc7'],
])('the computer %p is called %s', (text, name) => expect(hostNameOf(text)).toBe(name));

it.each([
  undefined,
  7,
  '',
  'localhost',
  'localhost.localdomain',
  'a b',
  '-pc',
  'pc-',
  'pc..org',
  'pc_7',
  'a'.repeat(65),
  'x\0',
])('nothing is called %p', (text) => expect(hostNameOf(text)).toBeUndefined());

it('a deployment code is told from a one-time code by its prefix', () => {
  const parts = { secretBase64Url: 'A'.repeat(22), rootSha256Base64Url: 'B'.repeat(43) };
  expect(formatEnrolmentCode(parts)).toBe(`cw1.${'A'.repeat(22)}.${'B'.repeat(43)}`);
  const text = `cwd1.${'A'.repeat(22)}.${'B'.repeat(43)}`;
  expect(formatEnrolmentCode({ ...parts, deployment: true })).toBe(text);
  expect(parseEnrolmentCode(` ${text}\n`)).toEqual({ ...parts, deployment: true });
  expect(parseEnrolmentCode(text.replace('cwd1', 'cw2'))).toBeUndefined();
});
