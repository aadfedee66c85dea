/** The pages of the portal. Whoever is a cardholder and nothing else and follows a link to an operators' page comes to the portal's own for it. */
import { Navigate, Outlet, useMatches } from '@tanstack/react-router';
import { portalPathOf } from './portal-path.js';

export function ForHolders() {
  const path = useMatches({
    select: (matches) => {
      const last = matches.at(-1);
      // The first match is the root: nothing else of an address that is none.
      return last === undefined || matches.length === 1 || last.staticData.forHolders ? null : last.pathname;
    },
  });
  const to = path === null ? null : portalPathOf(path);
  return to === null ? <Outlet /> : <Navigate to={to} replace />;
}
