/** Where a card is, chosen from the workstations that are online. For dialogs; pages with readers use card/card-step.tsx. */
import { NativeSelect } from '@mantine/core';
import { text } from './workstations.text.js';
import { useWorkstations } from './use-workstations.js';
import { useWhereTheCardIs } from './use-where-the-card-is.js';

export interface WorkstationPick {
  /** Empty: none is online, or nobody has said which of several. */
  workstationId: string;
  offered: { value: string; label: string; disabled?: boolean }[];
  loaded: boolean;
  choose: (workstationId: string) => void;
}

/** preferred: chosen at first when it is online and this browser is at no other. except: not offered. */
export function useWorkstationPick({
  preferred,
  except,
}: {
  preferred?: string | null;
  except?: string;
}): WorkstationPick {
  const { rows } = useWorkstations();
  const others = rows?.filter((row) => row.workstationId !== except);
  const online = others?.filter((row) => row.online) ?? [];
  const { workstation, choose } = useWhereTheCardIs(others, { preferred });
  const workstationId = workstation?.online === true ? workstation.workstationId : '';
  return {
    workstationId,
    offered: [
      ...(workstationId === '' && online.length > 0 ? [{ value: '', label: text.choose, disabled: true }] : []),
      ...online.map(({ workstationId: value, name: label }) => ({ value, label })),
    ],
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
