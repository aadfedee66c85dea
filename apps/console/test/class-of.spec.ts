import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { classOf } from '../build/class-of.js';

const sources = fileURLToPath(new URL('../src/', import.meta.url));

it('a class on a page says in which file its rules are, wherever the checkout is', () => {
  expect(classOf('panel', `${sources}ui/page.module.css`)).toBe('ui-page_panel');
  expect(classOf('done', `${sources}add-device/add-device.module.css?used`)).toBe('add-device-add-device_done');
});

it('no two files have classes of the same name', () => {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.module.css'));
  expect(new Set(files.map((file) => classOf('a', sources + file))).size).toBe(files.length);
});
