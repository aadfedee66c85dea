/** Workstation, reader, card: found by itself where there is one of each, chosen where there are more (C07-C11). Reading writes nothing. */
import { useEffect, useState } from 'react';
import { Button, NativeSelect, Stack } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconDeviceDesktopOff } from '@tabler/icons-react';
import { api, unwrap } from '../api/client.js';
import { queries } from '../api/queries.js';
import { Empty, Failed, Loading } from '../ui/states.js';
import { CardFound } from './card-found.js';
import type { CardChoice } from './choices.js';
import { text } from './issue.text.js';
import { ReaderList } from './reader-list.js';
import classes from './issue.module.css';

export function CardStep({ before, onDone }: { before: CardChoice | null; onDone: (choice: CardChoice) => void }) {
  const workstations = useQuery(queries.workstations());
  const [chosen, setChosen] = useState(before?.workstationId ?? '');
  if (workstations.isPending) return <Loading rows={3} />;
  if (workstations.data === undefined) return <Failed error={workstations.error} retry={workstations.refetch} />;
  const usable = workstations.data.filter(({ revokedAt, enrolledAt }) => revokedAt === null && enrolledAt !== null);
  const online = usable.filter(({ online }) => online);
  const workstation = usable.find(({ workstationId }) => workstationId === chosen) ?? online[0];
  if (workstation === undefined)
    return (
      <Empty
        icon={<IconDeviceDesktopOff size={22} aria-hidden />}
        title={text.card.noWorkstation}
        hint={text.card.noWorkstationHint}
      />
    );
  return (
    <Stack gap="lg">
      <NativeSelect
        label={text.card.workstation}
        maw={420}
        value={workstation.workstationId}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={usable.map(({ workstationId, name, online }) => ({
          value: workstationId,
          label: online ? name : `${name} (${text.card.offline})`,
          disabled: !online,
        }))}
      />
      <ReaderChoice
        key={workstation.workstationId}
        workstationId={workstation.workstationId}
        before={before?.workstationId === workstation.workstationId ? before.readerName : null}
        onDone={(found) => onDone({ ...found, workstationName: workstation.name })}
      />
    </Stack>
  );
}

interface ReaderChoiceProps {
  workstationId: string;
  before: string | null;
  onDone: (found: Omit<CardChoice, 'workstationName'>) => void;
}

function ReaderChoice({ workstationId, before, onDone }: ReaderChoiceProps) {
  const readers = useQuery(queries.readers(workstationId));
  const [chosen, setChosen] = useState(before);
  const inspect = useMutation({
    mutationFn: (readerName: string) =>
      unwrap(api.POST('/api/v1/inspections', { body: { workstationId, readerName } })),
  });
  const withCard = readers.data?.filter(({ cardPresent, heldBy }) => cardPresent && heldBy === null) ?? [];
  const readerName =
    withCard.find((reader) => reader.readerName === chosen)?.readerName ??
    (withCard.length === 1 ? withCard[0]!.readerName : null);
  const { mutate: read, reset } = inspect;
  useEffect(() => {
    if (readerName === null) reset();
    else read(readerName);
  }, [readerName, read, reset]);

  if (readers.isPending) return <Loading rows={2} />;
  if (readers.data === undefined) return <Failed error={readers.error} retry={readers.refetch} />;
  const inspection = readerName === null ? undefined : inspect.data;
  return (
    <>
      <ReaderList readers={readers.data} chosen={readerName} onChoose={setChosen} />
      {inspect.isPending && <Loading rows={2} />}
      {inspect.isError && readerName !== null && (
        <Failed error={inspect.error} title={text.card.failed} retry={() => read(readerName)} />
      )}
      {inspection && <CardFound inspection={inspection} />}
      <div className={classes.foot}>
        <Button
          variant="default"
          disabled={readerName === null}
          loading={inspect.isPending}
          onClick={() => readerName !== null && read(readerName)}
        >
          {text.card.again}
        </Button>
        <Button
          disabled={!inspection || !canIssue(inspection)}
          onClick={() => readerName !== null && inspection && onDone({ workstationId, readerName, inspection })}
        >
          {text.next}
        </Button>
      </div>
    </>
  );
}

const canIssue = ({ actions }: CardChoice['inspection']): boolean =>
  actions.some(({ action, possible }) => action === 'issue' && possible);
