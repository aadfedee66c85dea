import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('../src/', import.meta.url));

/**
 * The name that a class of a CSS module has on the page: `ui-page_panel` for `panel` of src/ui/page.module.css. It says where its rules are, and is
 * the same in every build.
 * @param {string} name @param {string} file absolute, perhaps with a query
 */
export const classOf = (name, file) =>
  `${relative(sources, file.replace(/\.module\.css(\?.*)?$/, ''))
    .split(sep)
    .join('-')}_${name}`;
