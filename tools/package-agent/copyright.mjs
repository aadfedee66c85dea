/** The `copyright` file of the package: one paragraph for each package inside, with the text of its licence as it came. */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../setup/run.mjs';

const header = join(root, 'apps/device-edge/packaging/debian/copyright-header');

/** @param {{ path: string, name: string, version: string, license: string }[]} packages */
export async function copyrightText(packages) {
  const parts = [await readFile(header, 'utf8')];
  for (const { path, name, version, license } of packages)
    parts.push(paragraph(`*/${path}/*`, `${name} ${version}`, license, await licenceIn(join(root, path), license)));
  const ofNode = 'The licences of Node.js and of what is inside it are in node-licences.gz, beside this file.';
  parts.push(paragraph('*/node', 'Node.js', 'MIT and others', ofNode));
  return parts.join('\n');
}

/** @param {string} files @param {string} what @param {string} license @param {string} text */
function paragraph(files, what, license, text) {
  const copyright = [...text.matchAll(/^\s*(copyright (?:\(c\)|©)?.*\d{4}.*)$/gim)].map(([, line]) => line.trim());
  const body = text
    .trim()
    .split('\n')
    .map((line) => ` ${line.trim() === '' ? '.' : line.trimEnd()}`);
  return [
    `Files: ${files}`,
    `Comment: ${what}`,
    `Copyright: ${(copyright[0] ?? 'its authors').replaceAll(/\s+/g, ' ')}`,
    `License: ${license.replaceAll(/[()]/g, '')}`,
    ...body,
    '',
  ].join('\n');
}

/** @param {string} folder @param {string} license */
async function licenceIn(folder, license) {
  if (license === 'Apache-2.0') return 'On Debian systems the full text is in /usr/share/common-licenses/Apache-2.0.';
  const name = (await readdir(folder)).find((file) => /^(licen[cs]e|copying)(\.|$)/i.test(file));
  return name === undefined ? 'The text is not part of this package.' : readFile(join(folder, name), 'utf8');
}
