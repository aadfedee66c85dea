/** Where a card is, chosen from the workstations that are online. For dialogs; pages with readers use card-step.tsx. */
import { useState } from 'react';
import { NativeSelect } from '@mantine/core';
import { text } from './workstations.text.js';
import { useWorkstations } from './use-workstations.js';

export interface WorkstationPick {
  /** Empty: none is online. */
  workstationId: string;
  offered: { value: string; label: string }[];
  loaded: boolean;
  choose: (workstationId: string) => void;
}

/** preferred: chosen at first when it is online. except: not offered. */
export function useWorkstationPick({
  preferred,
  except,
}: {
  preferred?: string | null;
  except?: string;
}): WorkstationPick {
  const { rows } = useWorkstations();
  const [chosen, choose] = useState(preferred ?? '');
  const online = rows?.filter((row) => row.online && row.workstationId !== except) ?? [];
  const workstationId = (online.find((row) => row.workstationId === chosen) ?? online[0])?.workstationId ?? '';
  return {
    workstationId,
    offered: online.map(({ workstationId: value, name: label }) => ({ value, label })),
    loaded: rows !== undefined,
    choose,
  };
}

export function WorkstationField({ pick, none }: { pick: WorkstationPick; none?: string }) {
  return (
    <NativeSelect
      label={text.workstation}
      data={pick.offered}
      value={pick.workstationId}
      onChange={(event) => pick.choose(event.currentTarget.value)}
      error={pick.loaded && pick.offered.length === 0 ? (none ?? text.none) : undefined}
    />
  );
}
