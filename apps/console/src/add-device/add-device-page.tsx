/**
 * `/mine/add`: a holder adds a card without help (C02). Each check passes by itself where there is nothing to ask; what is asked is which computer,
 * which card, and as what. Once it is started it has an address of its own (add-device-run-page.tsx).
 */
import { useState } from 'react';
import { NativeSelect, Stack } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconBrowserX } from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import { ThisComputer } from '../bridge/this-computer.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { Empty, Loading } from '../ui/states.js';
import type { WorkstationChoice } from '../workstations/use-workstations.js';
import { AddDeviceFrame } from './add-device-frame.js';
import { text } from './add-device.text.js';
import { BegunBefore } from './begun-before.js';
import { browserProblem } from './browser-check.js';
import { isAddition } from './candidates.js';
import { DeviceStep } from './device-step.js';
import type { Shown } from './shown.js';
import { useComputers } from './this-computer.js';

export function AddDevicePage() {
  const me = useMe();
  const [problem] = useState(() => browserProblem());
  const { isLoading, paired, others } = useComputers();
  const [chosen, setChosen] = useState<string | null>(null);
  const [shown, setShown] = useState<Shown>({});
  const starting = shown.says === 'starting';
  const sagas = useInfiniteQuery(queries.sagas(me.person ? { personId: me.person.personId } : {}));
  if (problem !== null)
    return (
      <AddDeviceFrame step="browser" told={{ says: problem }}>
        <Empty
          icon={<IconBrowserX size={22} aria-hidden />}
          title={text.browser[problem]}
          hint={text.browser[`${problem}Hint`]}
          action={<Leave />}
        />
      </AddDeviceFrame>
    );
  const computer = paired?.online ? paired : others.find(({ workstationId }) => workstationId === chosen);
  if (me.person === null || computer === undefined)
    return (
      <AddDeviceFrame step="client">
        {isLoading ? (
          <Loading rows={2} />
        ) : (
          <Stack gap="lg">
            <ThisComputer />
            {paired === null && others.length > 0 && <Others others={others} onChoose={setChosen} />}
            <div>
              <Leave />
            </div>
          </Stack>
        )}
      </AddDeviceFrame>
    );
  const begun = sagas.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <AddDeviceFrame step={starting ? 'issue' : 'device'} told={{ ...shown, workstationId: computer.workstationId }}>
      <Stack gap="lg">
        {!starting && <BegunBefore sagas={begun} />}
        <DeviceStep
          key={computer.workstationId}
          workstationId={computer.workstationId}
          personId={me.person.personId}
          mayStart={sagas.data !== undefined && !begun.some(isAddition)}
          onShown={setShown}
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

interface OthersProps {
  others: readonly WorkstationChoice[];
  onChoose: (workstationId: string) => void;
}

const Others = ({ others, onChoose }: OthersProps) => (
  <NativeSelect
    label={text.client.choose}
    description={text.client.chooseHint}
    maw={420}
    value=""
    onChange={(event) => onChoose(event.currentTarget.value)}
    data={[
      { value: '', label: '' },
      ...others.map(({ workstationId, name }) => ({ value: workstationId, label: name })),
    ]}
  />
);
