/** The link to the help, for the shell: it comes after the page, which keeps its place. */
import { lazy, Suspense } from 'react';
import classes from './lazy-help-here.module.css';

const Here = lazy(() => import('./help-here.js').then((it) => ({ default: it.HelpHere })));

export const LazyHelpHere = () => (
  <span className={classes.place}>
    <Suspense fallback={null}>
      <Here />
    </Suspense>
  </span>
);
