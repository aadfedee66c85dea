/**
 * `/update/<offer>`: where "Update now" of the agent's message leads (A10-A16). Says what will be done; a click begins it, opening never does.
 * All state is the server's, so that a reload, a lost session or another browser comes back to where it was.
 */
import type { ReactNode } from 'react';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { IconIdOff, IconMapPinOff } from '@tabler/icons-react';
import { updateKinds } from '@cardwright/contracts/update/update-kinds';
import { api, unwrap } from '../api/client.js';
import { asProblem } from '../api/problem.js';
import { queries } from '../api/queries.js';
import type { UpdateOffer } from '../api/types.js';
import { signInAsOther } from '../api/sign-in-as-other.js';
import { useMe } from '../me/me.js';
import { Page, Panel } from '../ui/page.js';
import { Empty, Loading } from '../ui/states.js';
import { useToldStep } from '../wizard/use-told-step.js';
import { ClosedOffer } from './closed-offer.js';
import { HelpLink } from './help-link.js';
import { HolderProblem } from './holder-problem.js';
import { faceOf } from './offer-face.js';
import { OfferAsked } from './offer-asked.js';
import { helpAbout, text, titleText } from './update.text.js';
import { UpdateRun } from './update-run.js';

const route = getRouteApi('/update/$offerId');

export function UpdatePage() {
  const { offerId } = route.useParams();
  const offer = useQuery(queries.updateOffer(offerId));
  if (offer.isPending) return <Loading rows={3} />;
  if (offer.data === undefined)
    return (
      <Page title={text.title} width="narrow">
        <NotShown error={offer.error} retry={() => void offer.refetch()} />
        <HelpLink />
      </Page>
    );
  return <Offer key={offerId} offer={offer.data} />;
}

function Offer({ offer }: { offer: UpdateOffer }) {
  const me = useMe();
  const queryClient = useQueryClient();
  const { offerId } = offer;
  const begin = useMutation({
    mutationFn: () => unwrap(api.POST('/api/v1/update-offers/{offerId}/begin', { params: { path: { offerId } } })),
    // Also after a refusal: it may be that the offer is no more.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['update-offer', offerId] }),
  });
  const face = faceOf(offer, begin.data?.saga.requestId);
  useToldStep(me.owns(offer) && face.shows === 'ask' ? { wizard: 'update', step: 'offer' } : null);
  const holder = useQuery({ ...queries.device(offer.deviceId), enabled: !me.owns(offer) });
  // On the way from the card's own page its record is known already.
  const name = me.owns(offer) ? null : holder.data?.personName;
  return (
    <Page title={name ? text.titleOf(name) : titleText(offer.kind)} lead={text.card(offer.deviceLabel)} width="narrow">
      {face.shows === 'ask' && (
        <OfferAsked offer={offer} busy={begin.isPending} error={begin.error} onStart={() => begin.mutate()} />
      )}
      {face.shows === 'run' && <UpdateRun requestId={face.requestId} />}
      {face.shows === 'closed' && <ClosedOffer why={face.why} />}
      <HelpLink about={helpAbout(updateKinds[offer.kind].saga)} />
    </Page>
  );
}

/** Somebody else's card, an address that is none, or no answer. */
function NotShown({ error, retry }: { error: unknown; retry: () => void }) {
  const me = useMe();
  const { status, code } = asProblem(error);
  const name = me.person?.displayName ?? me.identity.displayName ?? me.identity.subject;
  if (status === 404)
    return <Said icon={<IconMapPinOff size={22} aria-hidden />} title={text.nothing.title} hint={text.nothing.hint} />;
  if (status !== 403)
    return (
      <HolderProblem code={code}>
        <Button size="xs" variant="default" onClick={retry}>
          {text.problem.again}
        </Button>
      </HolderProblem>
    );
  const { title, hint } = code === 'AUTH_NOT_YOUR_DEVICE' ? text.notYours : text.notKnown;
  return (
    <Said
      icon={<IconIdOff size={22} aria-hidden />}
      title={title}
      hint={hint(name)}
      action={<Button onClick={() => void signInAsOther()}>{text.notYours.button}</Button>}
    />
  );
}

const Said = (said: { icon: ReactNode; title: string; hint: string; action?: ReactNode }) => (
  <Panel>
    <Empty {...said} />
  </Panel>
);
