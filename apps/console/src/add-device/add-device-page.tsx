/**
 * `/mine/add`: a holder adds a card without help (C02). Each check passes by itself where there is nothing to ask; what is asked is which computer,
 * which card, and as what. Once it is started it has an address of its own (add-device-run-page.tsx).
 */
import { useState } from 'react';
import { NativeSelect, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconBrowserX, IconDeviceDesktopOff } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { Empty, Loading } from '../ui/states.js';
import { ErrorOfHolder } from '../update/holder-problem.js';
import type { WorkstationChoice } from '../workstations/use-workstations.js';
import { AddDeviceFrame } from './add-device-frame.js';
import { text } from './add-device.text.js';
import { BegunBefore } from './begun-before.js';
import { browserProblem } from './browser-check.js';
import { isAddition } from './candidates.js';
import { DeviceStep } from './device-step.js';
import { useThisComputer } from './this-computer.js';

export function AddDevicePage() {
  const me = useMe();
  const [problem] = useState(() => browserProblem());
  const computers = useThisComputer();
  const [chosen, setChosen] = useState<string | null>(null);
  const [starting, setStarting] = useState(false);
  const sagas = useInfiniteQuery(queries.sagas(me.person ? { personId: me.person.personId } : {}));
  const online = computers.rows?.filter((row) => row.online);
  const computer =
    online?.find(({ workstationId }) => workstationId === chosen) ?? (online?.length === 1 ? online[0] : undefined);
  if (problem !== null)
    return (
      <AddDeviceFrame step="browser">
        <Empty
          icon={<IconBrowserX size={22} aria-hidden />}
          title={text.browser[problem]}
          hint={text.browser[`${problem}Hint`]}
          action={<Leave />}
        />
      </AddDeviceFrame>
    );
  if (me.person === null || computer === undefined)
    return (
      <AddDeviceFrame step="client">
        <Client computers={computers} online={online} onChoose={setChosen} />
      </AddDeviceFrame>
    );
  const begun = sagas.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <AddDeviceFrame step={starting ? 'issue' : 'device'}>
      <Stack gap="lg">
        {!starting && <BegunBefore sagas={begun} />}
        {online!.length > 1 && !starting && (
          <Computers online={online!} chosen={computer.workstationId} onChoose={setChosen} />
        )}
        <DeviceStep
          key={computer.workstationId}
          workstationId={computer.workstationId}
          personId={me.person.personId}
          mayStart={sagas.data !== undefined && !begun.some(isAddition)}
          onStarting={setStarting}
        >
          <Leave />
        </DeviceStep>
      </Stack>
    </AddDeviceFrame>
  );
}

const Leave = () => (
  <ButtonLink variant="default" to="/mine">
    {text.cancel}
  </ButtonLink>
);

interface ClientProps {
  computers: ReturnType<typeof useThisComputer>;
  online: WorkstationChoice[] | undefined;
  onChoose: (workstationId: string) => void;
}

function Client({ computers, online, onChoose }: ClientProps) {
  if (computers.rows === undefined && computers.error === null) return <Loading rows={2} />;
  if (computers.rows === undefined)
    return (
      <Stack gap="md" align="flex-start">
        <ErrorOfHolder error={computers.error} />
        <Leave />
      </Stack>
    );
  if (online === undefined || online.length === 0) {
    const { none, noneHint, offline, offlineHint } = text.client;
    const known = computers.rows.length > 0;
    return (
      <Empty
        icon={<IconDeviceDesktopOff size={22} aria-hidden />}
        title={known ? offline : none}
        hint={known ? offlineHint : noneHint}
        action={<Leave />}
      />
    );
  }
  return (
    <Stack gap="lg" align="flex-start">
      <Computers online={online} chosen="" onChoose={onChoose} />
      <Leave />
    </Stack>
  );
}

interface ComputersProps {
  online: WorkstationChoice[];
  chosen: string;
  onChoose: (workstationId: string) => void;
}

const Computers = ({ online, chosen, onChoose }: ComputersProps) => (
  <NativeSelect
    label={text.client.choose}
    maw={420}
    value={chosen}
    onChange={(event) => onChoose(event.currentTarget.value)}
    data={[
      ...(chosen === '' ? [{ value: '', label: '' }] : []),
      ...online.map(({ workstationId, name }) => ({ value: workstationId, label: name })),
    ]}
  />
);
