/**
 * Whoever knows the key types on at once, and a scanner of bar codes does not wait at all: what is typed between the key that opens the search and
 * the moment when its field has the focus is kept for it. Without this it goes to the page, or nowhere.
 */

export interface Typed {
  text: string;
  /** Enter came after it. */
  entered: boolean;
}
/** Answers what was typed since, once, and takes no more of it. */
export type TypedAhead = () => Typed;

export function keepTyped(): TypedAhead {
  let text = '';
  let entered = false;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key.length === 1) text += event.key;
    else if (event.key === 'Backspace') text = text.slice(0, -1);
    else if (event.key === 'Enter') entered = true;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    document.removeEventListener('keydown', onKeyDown, { capture: true });
    const typed = { text, entered };
    [text, entered] = ['', false];
    return typed;
  };
}
