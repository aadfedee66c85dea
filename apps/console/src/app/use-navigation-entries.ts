/** What the navigation has: the pages whose route has an entry, by what the roles of the signed-in person allow. */
import type { ComponentType } from 'react';
import type { Permission } from '@cardwright/contracts/access/role';
import { type AnyRoute, useRouter } from '@tanstack/react-router';
import type { Icon } from '@tabler/icons-react';
import { useMe } from '../me/me.js';
import type { PageInNavigation } from './navigation.text.js';

/** A page in the navigation, as its route has it (router.tsx). may: who sees it; any one permission is enough. */
export interface NavigationEntry {
  icon: Icon;
  may: readonly Permission[];
  /** A link of its own under it, which is current where the page has its search. */
  below?: ComponentType;
  /** Of the address; undefined: not there where this entry, and not the one below, is current. */
  search?: Record<string, undefined>;
}

/** In the order of the routes. */
export function useNavigationEntries(): [PageInNavigation, NavigationEntry][] {
  const { can } = useMe();
  const routes = useRouter().routeTree.children as unknown as readonly AnyRoute[];
  return routes.flatMap(({ fullPath, options: { staticData } }): [PageInNavigation, NavigationEntry][] =>
    staticData?.navigation?.may.some(can) ? [[fullPath as PageInNavigation, staticData.navigation]] : [],
  );
}
