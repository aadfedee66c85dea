/** The clipboard of this page for PINs: one, which outlives what has shown the PIN. */
import { PinClipboard, type ClipboardPage } from './pin-clipboard.js';

const plain = 'text/plain';
const keptKey = 'cardwright-pin-in-clipboard-until';

function writerOf(clipboard: Clipboard): ClipboardPage['clipboard'] {
  return {
    writeText: (text) => clipboard.writeText(text),
    writeComing: async (text) => {
      // Some browsers forget the click while a promise is waited for, unless the promise itself is given to them.
      if (typeof ClipboardItem === 'undefined') return clipboard.writeText(await text);
      const blob = text.then((content) => new Blob([content], { type: plain }));
      return clipboard.write([new ClipboardItem({ [plain]: blob })]);
    },
  };
}

/** Nothing where the browser keeps nothing for this page. */
function noted<Value>(use: (storage: Storage) => Value): Value | null {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}

export const pageClipboard = new PinClipboard({
  get clipboard() {
    const clipboard = navigator.clipboard as Clipboard | undefined;
    return clipboard === undefined ? null : writerOf(clipboard);
  },
  hasFocus: () => document.hasFocus(),
  once: (names, call) => {
    const listening = new AbortController();
    const first = (): void => {
      listening.abort();
      call();
    };
    for (const name of names) window.addEventListener(name, first, { signal: listening.signal });
  },
  after: (ms, call) => void setTimeout(call, ms),
  now: () => Date.now(),
  get kept() {
    return Number(noted((storage) => storage.getItem(keptKey))) || null;
  },
  set kept(until) {
    noted((storage) => (until === null ? storage.removeItem(keptKey) : storage.setItem(keptKey, String(until))));
  },
});
