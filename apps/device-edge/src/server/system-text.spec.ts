import { expect, it } from '@jest/globals';
import { arch, release } from 'node:os';
import { systemText } from './system-text.js';

it.each([
  [
    'NAME="Debian GNU/Linux"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
    'Debian GNU/Linux 12 (bookworm)',
  ],
  ["PRETTY_NAME='Fedora Linux 42'\n", 'Fedora Linux 42'],
  ['PRETTY_NAME=Arch\n', 'Arch'],
  ['ID=unknown\n', `Linux ${release()}`],
])('the name of a Linux by its os-release %j', async (text, name) => {
  expect(await systemText('linux', text)).toBe(`${name}, ${arch()}`);
});
