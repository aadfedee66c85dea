/**
 * The frame around every page: navigation by role, the signed-in person, colours. Shows the sign-in page instead while nobody is
 * signed in; a session that ends under a page is noticed by the first request that fails.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useMatches } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { queries } from '../api/queries.js';
import { asProblem } from '../api/problem.js';
import type { Me } from '../api/types.js';
import { language, writePageIn, type Language } from '../ui/language.js';
import { LazyHelpHere } from '../help/lazy-help-here.js';
import { BesideTitle } from '../ui/page.js';
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
  const inEnglish = useMatches({
    select: (matches) => {
      const { forHolders, frame: plain } = matches.at(-1)?.staticData ?? {};
      return !forHolders && !plain;
    },
  });
  useServerIn(inEnglish ? 'en' : language);
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
  if (me.isError && (asProblem(me.error).status === 401 || me.data === undefined)) {
    // In every language, whatever page is behind it.
    writePageIn(language);
    return <SignInPage error={asProblem(me.error)} ended={wasIn} />;
  }
  if (frame === 'plain')
    return (
      <SignedIn me={me.data!}>
        <PlainFrame account={<AccountMenu />}>
          <Outlet />
        </PlainFrame>
      </SignedIn>
    );
  if (isHolderOnly(me.data!))
    return (
      <SignedIn me={me.data!}>
        <PortalFrame>
          <ForHolders />
        </PortalFrame>
      </SignedIn>
    );
  return (
    <SignedIn me={me.data!}>
      <Suspense fallback={<Loading rows={3} />}>
        <OperatorFrame>
          <Outlet />
        </OperatorFrame>
      </Suspense>
    </SignedIn>
  );
}

/** The server answers in the language of the page: what it said on a page of another one is asked for again. */
function useServerIn(written: Language): void {
  writePageIn(written);
  const queryClient = useQueryClient();
  const before = useRef(written);
  useEffect(() => {
    if (before.current === written) return;
    before.current = written;
    void queryClient.invalidateQueries();
  }, [queryClient, written]);
}

const SignedIn = ({ me, children }: { me: Me; children: ReactNode }) => (
  <MeProvider value={me}>
    <BesideTitle value={<LazyHelpHere />}>
      <StepUp />
      {children}
    </BesideTitle>
  </MeProvider>
);
