/**
 * Reprovisioning a card (D15-D23): card, reason, check; Continue leads to the run's own page. Opened from the list of devices, from a
 * device (D18: that card and no other), or by a holder for a card of their own (D02). Up to Continue the card is only read (D21).
 */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import { isHolderOnly } from '../me/holder-only.js';
import { useMe } from '../me/me.js';
import type { CardChoice } from '../card/card-choice.js';
import { CardStep } from '../card/card-step.js';
import type { GivenReason } from '../reasons/use-reason-choice.js';
import { Page, Panel } from '../ui/page.js';
import { Failed, Loading } from '../ui/states.js';
import { Steps } from '../ui/steps.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { text as mineText } from '../mine/mine.text.js';
import { CheckStep } from './check-step.js';
import { ReasonStep } from './reason-step.js';
import { stepLabels, text } from './reprovision.text.js';

const route = getRouteApi('/reprovision');

export function ReprovisionPage() {
  const { device: deviceId, mine = false } = route.useSearch();
  const me = useMe();
  const given = useQuery({ ...queries.device(deviceId ?? ''), enabled: deviceId !== undefined });
  const [step, setStep] = useState(0);
  const [card, setCard] = useState<CardChoice | null>(null);
  const [reason, setReason] = useState<GivenReason | null>(null);
  const device = card?.inspection.device ?? given.data;
  const own = device === undefined ? mine || isHolderOnly(me) : me.owns(device);
  return (
    <Page
      title={own ? text.titleOwn : text.title}
      lead={own ? text.leadOwn : text.lead}
      {...(mine && { parent: { to: '/mine', label: mineText.title } })}
      width="narrow"
    >
      <Steps labels={stepLabels()} active={step} onChoose={(chosen) => chosen < step && setStep(chosen)} />
      <Panel>
        {deviceId !== undefined && given.isPending && <Loading />}
        {given.isError &&
          given.data === undefined &&
          (own ? <ErrorOfHolder error={given.error} /> : <Failed error={given.error} retry={given.refetch} />)}
        {step === 0 && (deviceId === undefined || given.data) && (
          <CardStep
            action="reprovision"
            before={card}
            device={given.data}
            own={mine || own}
            refuse={(found) => (mine && !me.owns(found) ? text.notYours : null)}
            onDone={(choice) => {
              setCard(choice);
              setStep(1);
            }}
          />
        )}
        {step === 1 && (
          <ReasonStep
            own={own}
            before={reason}
            onBack={() => setStep(0)}
            onDone={(choice) => {
              setReason(choice);
              setStep(2);
            }}
          />
        )}
        {step === 2 && card && reason && <CheckStep own={own} card={card} reason={reason} onBack={() => setStep(1)} />}
      </Panel>
    </Page>
  );
}
