/** `/`: leads to the page on which this person works. */
import { Navigate } from '@tanstack/react-router';
import { useMe } from '../me/me.js';

export function Home() {
  const me = useMe();
  if (me.can('others.view')) return <Navigate to="/start" replace />;
  if (me.can('own.manage')) return <Navigate to="/mine" replace />;
  return <Navigate to="/me" replace />;
}
