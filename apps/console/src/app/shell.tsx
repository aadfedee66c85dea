/**
 * The frame around every page: navigation by role, the signed-in person, colours. Shows the sign-in page instead while nobody is
 * signed in; a session that ends under a page is noticed by the first request that fails.
 */
import { useQuery } from '@tanstack/react-query';
import { Outlet, useMatches } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { queries } from '../api/queries.js';
import { asProblem } from '../api/problem.js';
import { language, writePageIn } from '../ui/language.js';
import { Loading } from '../ui/states.js';
import { AccountMenu } from './account-menu.js';
import { MeProvider } from '../me/me.js';
import { PlainFrame } from './plain-frame.js';
import { isHolderOnly } from '../me/holder-only.js';
import { PortalFrame } from './portal-frame.js';
import { ForHolders } from './for-holders.js';
import { SignInPage } from './sign-in-page.js';
import { StepUp } from './step-up.js';

/** Holders do not wait for what they never see. */
const OperatorFrame = lazy(() => import('./operator-frame.js').then((it) => ({ default: it.OperatorFrame })));

export function Shell() {
  const frame = useMatches({ select: (matches) => matches.at(-1)?.staticData.frame });
  // Of the pages inside a frame with navigation those for holders have every language; those in a frame without one are all for holders.
  const lang = useMatches({
    select: (matches) => {
      const { forHolders, frame: plain } = matches.at(-1)?.staticData ?? {};
      return forHolders || plain ? undefined : 'en';
    },
  });
  writePageIn(lang ?? language);
  const me = useQuery({ ...queries.me(), enabled: frame !== 'public' });
  const [wasIn, setWasIn] = useState(false);
  useEffect(() => {
    if (me.isSuccess) setWasIn(true);
  }, [me.isSuccess]);
  if (frame === 'public')
    return (
      <PlainFrame>
        <Outlet />
      </PlainFrame>
    );

  if (me.isPending) return <Loading rows={3} />;
  if (me.isError && (asProblem(me.error).status === 401 || me.data === undefined))
    return <SignInPage error={asProblem(me.error)} ended={wasIn} />;
  if (frame === 'plain')
    return (
      <MeProvider value={me.data!}>
        <StepUp />
        <PlainFrame account={<AccountMenu />}>
          <Outlet />
        </PlainFrame>
      </MeProvider>
    );
  if (isHolderOnly(me.data!))
    return (
      <MeProvider value={me.data!}>
        <StepUp />
        <PortalFrame lang={lang}>
          <ForHolders />
        </PortalFrame>
      </MeProvider>
    );
  return (
    <MeProvider value={me.data!}>
      <StepUp />
      <Suspense fallback={<Loading rows={3} />}>
        <OperatorFrame lang={lang}>
          <Outlet />
        </OperatorFrame>
      </Suspense>
    </MeProvider>
  );
}
