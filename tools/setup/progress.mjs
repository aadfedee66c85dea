/** What a person at the terminal sees while something runs: one line per step, and a sign of life for anything over two seconds. */

/** @param {string} text */
export const say = (text) => process.stderr.write(`${text}\n`);

/**
 * Runs a step. Nothing is printed for a fast one; after two seconds its title, then every 15 seconds how long it has taken.
 * @template T
 * @param {string} title
 * @param {(report: (detail: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = Date.now();
  let shown = false;
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const show = () => {
    if (!shown) say(`  ${title} ...`);
    shown = true;
  };
  const first = setTimeout(show, 2000);
  const life = setInterval(() => {
    show();
    say(`  ${title} ... ${seconds()} s`);
  }, 15_000);
  try {
    return await work((detail) => {
      show();
      say(`    ${detail}`);
    });
  } finally {
    clearTimeout(first);
    clearInterval(life);
    if (shown) say(`  ${title}: ${seconds()} s`);
  }
}
