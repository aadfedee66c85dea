/** The lab corner, for frames: it is loaded only where there is a lab. */
import { lazy, Suspense } from 'react';

const Corner = lazy(() => import('./lab-corner.js').then((it) => ({ default: it.LabCorner })));

export const LazyLabCorner = () => (
  <Suspense fallback={null}>
    <Corner />
  </Suspense>
);
