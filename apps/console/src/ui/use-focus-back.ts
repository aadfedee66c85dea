/** Where the keyboard was before a dialog that is mounted open; Mantine remembers it only for one that is opened later. */
import { useEffect, useState } from 'react';

/** Gives the focus back when the dialog is gone, to what had it before, if that is still there. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement && before.isConnected) setTimeout(() => before.focus({ preventScroll: true }));
    },
    [before],
  );
}
