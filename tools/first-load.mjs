/**
 * How much a cardholder's browser loads before it shows "My devices": what index.html names, and what that page's own file imports.
 * Fails above the budget. Run after the console is built: node tools/first-load.mjs
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const budgetBytes = 250_000;
const dist = fileURLToPath(new URL('../apps/console/dist/', import.meta.url));

/** folder: of the build. Bytes after gzip, by file. */
function firstLoad(folder, page = 'my-devices-page') {
  const index = readFileSync(`${folder}index.html`, 'utf8');
  const named = [...index.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file);
  // Several builds may lie there: the newest is the one that the entry names.
  const entry = named
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(folder + file, 'utf8'))
    .join('');
  const own = readdirSync(`${folder}assets`)
    .filter((file) => file.startsWith(`${page}-`) && entry.includes(file))
    .map((file) => `assets/${file}`);
  if (own.length === 0) throw new Error(`no page ${page} in ${folder}`);
  const sizes = new Map();
  const add = (file) => {
    if (sizes.has(file)) return;
    const bytes = readFileSync(folder + file);
    sizes.set(file, gzipSync(bytes, { level: 9 }).length);
    if (!file.endsWith('.js')) return;
    for (const [, other] of bytes.toString().matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
      add(`assets/${other}`);
  };
  [...named, ...own].forEach(add);
  // Styles of lazy pages are named in the entry's list of what a page needs.
  for (const file of readdirSync(`${folder}assets`))
    if (file.endsWith('.css') && file.startsWith('mine') && entry.includes(file)) add(`assets/${file}`);
  return sizes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = firstLoad(dist);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  console.log(
    `first load of the portal: ${(total / 1000).toFixed(1)} kB gzip in ${sizes.size} files; budget ${budgetBytes / 1000} kB`,
  );
  if (total > budgetBytes) process.exitCode = 1;
}
