/**
 * The keyboard stays where its user can see it. A browser lets the focus fall to the document where the control that had it goes away, or is switched off
 * while it waits for an answer. Here a heading gets it then, which a screen reader says; and so does the heading of the page after a navigation.
 * A control that was switched off for a moment only has it back (WCAG 2.2: 2.4.3, 2.4.7, 2.4.11).
 */
import type { AnyRouter } from '@tanstack/react-router';

/** What is answered within this time leaves the focus where it was. */
const answeredMs = 300;
/** A browser takes the focus away after it has drawn what has changed. */
const drawnMs = 40;

export function keepFocus(router: AnyRouter): void {
  /** What had the focus last, and where it stood. null: nobody has used the keyboard, or somebody has clicked beside everything. */
  let had: { it: HTMLElement; inside: Element[]; offSince: number | null } | null = null;
  /** Another page was opened, and its heading has not had the focus yet. */
  let arrived = false;
  /** Pressed last. The tabulator may have left the page on purpose. */
  let key = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (ms = drawnMs): void => {
    clearTimeout(timer);
    timer = setTimeout(check, ms);
  };

  function check(): void {
    const at = document.activeElement;
    const fallen = at === null || at === document.body;
    if (arrived) return arrive(at, fallen);
    if (had === null) return;
    const { it, inside } = had;
    if (!it.isConnected) return fallen ? give(headingNear(inside)) : undefined;
    if (it.matches(':disabled')) {
      had.offSince ??= Date.now();
      const left = had.offSince + answeredMs - Date.now();
      if (left > 0) return look(left);
      return fallen ? give(headingNear(inside)) : undefined;
    }
    // It can be used again, and nobody has gone elsewhere meanwhile; after a quick answer nobody has seen that it was off.
    if (had.offSince === null ? fallen && key !== 'Tab' : fallen || at === standIn) it.focus();
    had.offSince = null;
  }

  function arrive(at: Element | null, fallen: boolean): void {
    // A field of the new page has taken it already, or of a dialog that was opened over it meanwhile.
    if (!fallen && at?.closest('main, [role="dialog"]') && !at.matches('main')) {
      arrived = false;
      return;
    }
    const heading = headingOfPage();
    if (heading === null) return;
    arrived = false;
    give(heading);
  }

  let standIn: HTMLElement | null = null;
  function give(heading: HTMLElement | null): void {
    standIn = heading;
    if (heading === null) return;
    heading.tabIndex = -1;
    heading.focus();
  }

  document.addEventListener('focusin', ({ target }) => {
    if (target === standIn || !(target instanceof HTMLElement)) return;
    had = { it: target, inside: ancestorsOf(target), offSince: null };
  });
  document.addEventListener('keydown', (event) => (key = event.key));
  document.addEventListener('pointerdown', () => (had = null));
  new MutationObserver(() => look()).observe(document.body, {
    ...{ childList: true, subtree: true },
    attributeFilter: ['disabled'],
  });
  router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
    // The first page of all is opened by the browser, which says its title.
    if (fromLocation === undefined || !pathChanged) return;
    arrived = true;
    look();
  });
}

function ancestorsOf(it: Element): Element[] {
  const parent = it.parentElement;
  return parent === null ? [] : [parent, ...ancestorsOf(parent)];
}

const headingOfPage = (): HTMLElement | null => document.querySelector<HTMLElement>('main h1');

/** Of the innermost part that is still there and has one. */
function headingNear(inside: readonly Element[]): HTMLElement | null {
  for (const each of inside) {
    if (!each.isConnected || !each.matches('section')) continue;
    const heading = each.querySelector<HTMLElement>('h2, h3');
    if (heading !== null) return heading;
  }
  return headingOfPage();
}
