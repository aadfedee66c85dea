/** Shortcuts of a single key are heard; their list is loaded when it is asked for. */
import { lazy, Suspense, useState } from 'react';
import { useShortcuts } from './use-shortcuts.js';

const Shortcuts = lazy(() => import('./shortcuts.js').then((it) => ({ default: it.Shortcuts })));

export function ShortcutsDoor() {
  const [listed, setListed] = useState(false);
  useShortcuts(() => setListed(true));
  return (
    listed && (
      <Suspense>
        <Shortcuts onClose={() => setListed(false)} />
      </Suspense>
    )
  );
}
