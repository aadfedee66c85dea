/**
 * Workstation, reader, card: found by itself where there is one of each or this browser's own is known, chosen where there are more (C07-C11).
 * Reading writes nothing. With a device given only that card is taken, and there is none to change to (D18).
 */
import { useState } from 'react';
import { Alert, Button, NativeSelect, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconAlertTriangle, IconDeviceDesktopOff } from '@tabler/icons-react';
import { isProblem } from '../api/problem.js';
import { queries } from '../api/queries.js';
import type { Device } from '../api/types.js';
import { ButtonLink } from '../ui/button-link.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import { type CardChoice, verdictOf } from './card-choice.js';
import { CardFound } from './card-found.js';
import { type CardAction, text } from './card.text.js';
import { ReaderList } from './reader-list.js';
import { useCardsInReaders } from './use-cards-in-readers.js';
import { useInspection } from './use-inspection.js';
import { useWorkstations } from '../workstations/use-workstations.js';
import { useWhereTheCardIs } from '../workstations/use-where-the-card-is.js';
import { text as workstationText } from '../workstations/workstations.text.js';
import classes from './card.module.css';

interface CardStepProps {
  /** What the card is wanted for. */
  action: CardAction;
  before: CardChoice | null;
  device?: Device | undefined;
  /** For a card of one's own: its holder reads no facts of the chip, and of a problem what to do. */
  own?: boolean;
  /** Why this page refuses a card that could otherwise be used; null: it accepts the card. */
  refuse?: (found: Device) => string | null;
  onDone: (choice: CardChoice) => void;
}

export function CardStep({ action, before, device, own = false, refuse = () => null, onDone }: CardStepProps) {
  const workstations = useWorkstations();
  const { rows } = workstations;
  const { isPending, isPaired, workstation, choose } = useWhereTheCardIs(rows, {
    before: before?.workstationId,
    preferred: device?.workstationId,
  });
  if ((rows === undefined && workstations.error === null) || isPending) return <Loading rows={3} />;
  if (rows === undefined)
    return own ? (
      <ErrorOfHolder error={workstations.error} retry={workstations.retry} />
    ) : (
      <Failed error={workstations.error} retry={workstations.retry} />
    );
  if (workstation === undefined && !rows.some(({ online }) => online))
    return (
      <Empty
        icon={<IconDeviceDesktopOff size={22} aria-hidden />}
        title={workstationText.none}
        hint={workstationText.noneHint}
        action={
          <ButtonLink to="/computer" variant="default">
            {workstationText.which}
          </ButtonLink>
        }
      />
    );
  return (
    <Stack gap="lg">
      <NativeSelect
        label={own ? workstationText.computer : workstationText.workstation}
        maw={420}
        value={workstation?.workstationId ?? ''}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          ...(workstation === undefined ? [{ value: '', label: workstationText.choose, disabled: true }] : []),
          ...rows.map(({ workstationId, name, online }) => ({
            value: workstationId,
            label: online ? name : `${name} (${workstationText.offline})`,
            disabled: !online,
          })),
        ]}
      />
      {!isPaired && rows.length > 1 && <Link to="/computer">{workstationText.which}</Link>}
      {workstation?.online === false && (
        <Alert
          color="yellow"
          icon={<IconDeviceDesktopOff aria-hidden />}
          title={workstationText.isOffline(workstation.name)}
        >
          {workstationText.isOfflineHint}
        </Alert>
      )}
      {workstation?.online === true && (
        <ReaderChoice
          key={workstation.workstationId}
          action={action}
          device={device}
          own={own}
          refuse={refuse}
          workstationId={workstation.workstationId}
          before={before?.workstationId === workstation.workstationId ? before.readerName : null}
          onDone={(found) => onDone({ ...found, workstationName: workstation.name })}
        />
      )}
    </Stack>
  );
}

interface ReaderChoiceProps {
  action: CardAction;
  device: Device | undefined;
  own: boolean;
  refuse: (found: Device) => string | null;
  workstationId: string;
  before: string | null;
  onDone: (found: Omit<CardChoice, 'workstationName'>) => void;
}

function ReaderChoice({ action, device, own, refuse, workstationId, before, onDone }: ReaderChoiceProps) {
  const readers = useQuery(queries.readers(workstationId));
  const [chosen, setChosen] = useState(before);
  const withCard = readers.data?.filter(({ cardPresent, heldBy }) => cardPresent && heldBy === null) ?? [];
  /** [D18] The card that is wanted is found by itself, whichever others are there. */
  const wanted = device && withCard.find(({ identityText }) => identityText === device.identityText);
  const reader =
    withCard.find(({ readerName }) => readerName === chosen) ??
    wanted ??
    (withCard.length === 1 ? withCard[0] : undefined);
  const cards = useCardsInReaders(withCard);
  const readerName = reader?.readerName ?? null;
  const inspect = useInspection(workstationId, reader, device?.deviceId);
  /** [D17] Another card may be in another reader by now: the readers are asked too. */
  const again = (): void => {
    void readers.refetch();
    inspect.again();
  };

  if (readers.isPending) return <Loading rows={2} />;
  if (readers.data === undefined)
    return own ? (
      <ErrorOfHolder error={readers.error} retry={readers.refetch} />
    ) : (
      <Failed error={readers.error} retry={readers.refetch} />
    );
  const inspection = readerName === null ? undefined : inspect.data;
  const verdict = inspection && verdictOf(inspection, action, refuse);
  return (
    <>
      <ReaderList readers={readers.data} chosen={readerName} cards={cards} onChoose={setChosen} />
      {inspect.isPending && <Loading rows={2} />}
      {inspect.isError && readerName !== null && (
        <NotRead error={inspect.error} device={device} wanted={wanted?.readerName} own={own} again={again} />
      )}
      {inspection && verdict && <CardFound inspection={inspection} action={action} verdict={verdict} own={own} />}
      <div className={classes.foot}>
        {device === undefined ? (
          <Button variant="default" disabled={readerName === null} loading={inspect.isPending} onClick={again}>
            {action === 'issue' ? text.card.again : text.card.change}
          </Button>
        ) : (
          <span />
        )}
        <Button
          disabled={verdict?.possible !== true}
          onClick={() => readerName !== null && inspection && onDone({ workstationId, readerName, inspection })}
        >
          {text.next}
        </Button>
      </div>
    </>
  );
}

interface NotReadProps {
  error: unknown;
  device: Device | undefined;
  /** The reader that the card is in. */
  wanted: string | undefined;
  own: boolean;
  again: () => void;
}

function NotRead({ error, device, wanted, own, again }: NotReadProps) {
  if (device === undefined || !isProblem(error, 'CARD_WRONG_DEVICE'))
    return own ? (
      <ErrorOfHolder error={error} retry={again} />
    ) : (
      <Failed error={error} title={text.card.failed} retry={again} />
    );
  return (
    <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} title={text.card.wrong} role="alert">
      {wanted === undefined ? text.card.wrongHint(device.label) : text.card.wrongReader(device.label, wanted)}
    </Alert>
  );
}
