/** Issuing a card: card, holder, plan; the start leads to the run's own page. Each step keeps what was chosen when one goes back. */
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { queries } from '../api/queries.js';
import type { CardChoice } from '../card/card-choice.js';
import { CardStep } from '../card/card-step.js';
import { Page, Panel } from '../ui/page.js';
import { Loading } from '../ui/states.js';
import { Steps } from '../ui/steps.js';
import type { HolderChoice } from './choices.js';
import { HolderStep } from './holder-step.js';
import { stepLabels, text } from './issue.text.js';
import { PlanStep } from './plan-step.js';

const route = getRouteApi('/issue');

export function IssuePage() {
  const { person: personId, replacement } = route.useSearch();
  // From a person's page, or from the card that waits for its replacement: chosen already, and still changeable.
  const given = useQuery({ ...queries.person(personId ?? ''), enabled: personId !== undefined });
  const [step, setStep] = useState(0);
  const [card, setCard] = useState<CardChoice | null>(null);
  const [holder, setHolder] = useState<HolderChoice | null>(null);
  return (
    <Page title={text.title} width="narrow">
      <Steps labels={stepLabels} active={step} onChoose={(chosen) => chosen < step && setStep(chosen)} />
      <Panel>
        {step === 0 && (
          <CardStep
            action="issue"
            before={card}
            onDone={(choice) => {
              setCard(choice);
              setStep(1);
            }}
          />
        )}
        {step === 1 &&
          (given.isLoading ? (
            <Loading />
          ) : (
            <HolderStep
              before={holder}
              given={given.data ?? null}
              replacement={replacement}
              onBack={() => setStep(0)}
              onDone={(choice) => {
                setHolder(choice);
                setStep(2);
              }}
            />
          ))}
        {step === 2 && card && holder && <PlanStep card={card} holder={holder} onBack={() => setStep(1)} />}
      </Panel>
    </Page>
  );
}
