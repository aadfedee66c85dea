/** Vectors are lines `name = words`; lines with # are the header: source and class. For specs. */
import { readFileSync } from 'node:fs';

export function readVectors(file: string): [name: string, ...words: string[]][] {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  if (!/^# source: /m.test(text) || !/^# class: /m.test(text)) throw new TypeError(`${file}: no source or class`);
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(/\s*=\s*|\s+/).filter((word) => word !== '') as [string, ...string[]]);
}
