/** The small window that goes to the program of this computer, and what a page can see of it. */
import type { SmallWindow } from './standing.js';

/** At a click. null: the browser opens none. Whatever is shown there later gets no hold of this page. */
export function openSmallWindow(): Window | null {
  const opened = window.open('', '_blank', 'popup,width=480,height=420');
  if (opened !== null) opened.opener = null;
  return opened;
}

/** As it is now. Where it can no longer be looked into it is at another site's page, or at the browser's own that says that nobody answers. */
export function whereIs(opened: Window | null): SmallWindow {
  if (opened === null || opened.closed) return 'closed';
  try {
    return opened.location.href === 'about:blank' ? 'blank' : 'elsewhere';
  } catch {
    return 'elsewhere';
  }
}
