/**
 * Check Device: which of the cards in the readers becomes theirs, and as what. One card and one profile start by themselves (C09, C10); of several the
 * person selects (C11). Nothing is written to a card before it is chosen.
 */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconCreditCard, IconDeviceUsb, IconInfoCircle } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import { asProblem } from '../api/problem.js';
import type { Device } from '../api/types.js';
import { listed } from '../ui/intl.js';
import { Empty, Loading } from '../ui/states.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { text } from './add-device.text.js';
import { CandidateList } from './candidate-list.js';
import { onlyOne } from './candidates.js';
import { ChoiceList } from './choice-list.js';
import { type Choice, choiceKey, issueOf, proposed } from './choices.js';
import { saysOf, type Shown } from './shown.js';
import { useCandidates } from './use-candidates.js';
import { useOffered } from './use-offered.js';

interface DeviceStepProps {
  workstationId: string;
  personId: string;
  /** By itself: not while another card of theirs is being made. */
  mayStart: boolean;
  onShown: (shown: Shown) => void;
  /** The way out. */
  children: ReactNode;
}
interface Chosen {
  readerName: string;
  device: Device;
  choice: Choice;
}
const keyOf = ({ device, choice }: Chosen): string => `${device.deviceId}/${choiceKey(choice)}`;

export function DeviceStep({ workstationId, personId, mayStart, onShown, children }: DeviceStepProps) {
  const offered = useOffered(personId);
  const { readers, candidates, error, again } = useCandidates(workstationId, personId, offered?.choices);
  const [readerName, setReaderName] = useState<string | null>(null);
  const [choiceMade, setChoiceMade] = useState<string | null>(null);
  const start = useStart(workstationId, personId);
  const { mutate } = start;
  const madeByOthers = offered?.madeByOthers ?? [];
  const fits = onlyOne(candidates);
  // Who waits for another card reads first that a blank one is not it.
  const only = madeByOthers.length === 0 || fits?.device.state === 'ASSIGNED' ? fits : null;
  // Once by itself: what was refused is begun again by a click.
  const begun = useRef<string | null>(null);
  const onlyKey = only && keyOf(only);
  useEffect(() => {
    if (!mayStart || only === null || begun.current === onlyKey) return;
    begun.current = onlyKey;
    mutate(only);
  });
  const starting = start.isPending || start.isSuccess;
  const said = saysOf(readers, candidates, starting);
  const failed = start.isError ? asProblem(start.error).code : undefined;
  useEffect(
    () => onShown({ ...(said && { says: said }), ...(failed && { problem: failed }) }),
    [said, failed, onShown],
  );

  if (starting)
    return (
      <div role="status">
        <Text fw={500}>{text.device.starting}</Text>
        <Loading rows={3} />
      </div>
    );
  if (readers === undefined && error === null) return <Loading rows={3} />;
  const fitting = candidates.flatMap((each) =>
    each.verdict?.can === 'add' ? [{ readerName: each.readerName, ...each.verdict }] : [],
  );
  const card =
    fitting.find((each) => each.readerName === readerName) ?? (fitting.length === 1 ? fitting[0] : undefined);
  const choice = card?.choices.find((each) => choiceKey(each) === choiceMade) ?? proposed(card?.choices ?? []);
  const chosen = card && choice && { readerName: card.readerName, device: card.device, choice };
  return (
    <Stack gap="lg">
      {madeByOthers.length > 0 && (
        <Alert icon={<IconInfoCircle aria-hidden />}>{text.device.madeByOthers(listed(madeByOthers))}</Alert>
      )}
      {candidates.length > 0 && fitting.length === 0 && candidates.every(({ verdict }) => verdict !== null) && (
        <Text role="status" fw={600} size="lg">
          {text.device.insert}
        </Text>
      )}
      {error !== null && readers === undefined ? (
        <ErrorOfHolder error={error} />
      ) : candidates.length === 0 ? (
        <Empty
          icon={readers === 0 ? <IconDeviceUsb size={22} aria-hidden /> : <IconCreditCard size={22} aria-hidden />}
          title={readers === 0 ? text.device.noReader : text.device.insert}
          hint={readers === 0 ? text.device.noReaderHint : text.device.insertHint}
        />
      ) : (
        <CandidateList
          candidates={candidates}
          chosen={card?.readerName ?? null}
          onChoose={(name) => {
            setReaderName(name);
            setChoiceMade(null);
          }}
        />
      )}
      {card && card.choices.length > 1 && (
        <ChoiceList choices={card.choices} chosen={choice ? choiceKey(choice) : null} onChoose={setChoiceMade} />
      )}
      {choice?.inPlaceOf && <Text>{text.device.inPlaceOfHint(choice.inPlaceOf.label)}</Text>}
      {start.isError && <ErrorOfHolder error={start.error} />}
      <Group justify="space-between">
        {children}
        <Group gap="sm">
          {start.isError && (
            <Button
              variant="default"
              onClick={() => {
                start.reset();
                again();
              }}
            >
              {text.again}
            </Button>
          )}
          <Button disabled={chosen === undefined} onClick={() => chosen && mutate(chosen)}>
            {text.next}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

/** Plans for the card as it is, and starts exactly that. */
function useStart(workstationId: string, personId: string) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  // A second try after a lost answer is the same issue.
  const [keys] = useState(() => new Map<string, string>());
  return useMutation({
    mutationFn: async (chosen: Chosen) => {
      const { device, readerName, choice } = chosen;
      const path = { deviceId: device.deviceId };
      const idempotencyKey = keys.get(keyOf(chosen)) ?? crypto.randomUUID();
      keys.set(keyOf(chosen), idempotencyKey);
      const body = { workstationId, readerName, ...issueOf(choice, personId) };
      const { saga } = await unwrap(
        api.POST('/api/v1/devices/{deviceId}/issue', { params: { path }, body: { ...body, idempotencyKey } }),
      );
      return saga;
    },
    onSuccess: async ({ requestId }) => {
      void queryClient.invalidateQueries({ queryKey: ['sagas'] });
      await navigate({ to: '/mine/add/$requestId', params: { requestId }, replace: true });
    },
  });
}
