/** Which releases of Debian's libraries a program needs: by the newest version of each symbol set that is named in it. */
import { readFile } from 'node:fs/promises';

/** libstdc++ of GCC: the release of the package that brought a version of its symbols. */
const gcc = [
  [30, '12'],
  [29, '11'],
  [28, '9'],
  [26, '9'],
  [25, '8'],
  [22, '6'],
  [0, '5'],
];

/** @param {string[]} files @returns {Promise<string[]>} parts of a Depends field */
export async function libraryDependencies(files) {
  let glibc = [2, 0];
  let glibcxx = -1;
  for (const file of files) {
    const text = (await readFile(file)).toString('latin1');
    for (const [, major, minor] of text.matchAll(/GLIBC_(\d+)\.(\d+)/g))
      if (Number(major) === 2 && Number(minor) > glibc[1]) glibc = [2, Number(minor)];
    for (const [, minor] of text.matchAll(/GLIBCXX_3\.4\.(\d+)/g)) glibcxx = Math.max(glibcxx, Number(minor));
  }
  const [, release] = gcc.find(([least]) => glibcxx >= Number(least)) ?? [];
  return [
    `libc6 (>= ${glibc.join('.')})`,
    ...(release === undefined ? [] : ['libgcc-s1 (>= 3.3) | libgcc1', `libstdc++6 (>= ${release})`]),
  ];
}
