/** `/`: where this person's work is. */
import { Navigate } from '@tanstack/react-router';
import { useMe } from '../me/me.js';

export function Home() {
  const me = useMe();
  if (me.can('others.view')) return <Navigate to="/devices" replace />;
  if (me.can('own.manage')) return <Navigate to="/mine" replace />;
  return <Navigate to="/me" replace />;
}
