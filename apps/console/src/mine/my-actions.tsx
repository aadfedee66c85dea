/** What a holder can do with a card of their own, each with when to. What the server would refuse is not shown. */
import { type ReactNode, useState } from 'react';
import { Button, Text } from '@mantine/core';
import { mayBeFoundAgain } from '@cardwright/contracts/card/suspension';
import type { CardSagaType } from '@cardwright/contracts/workflow/saga-kinds';
import type { DeviceDetail, Saga } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { Panel } from '../ui/page.js';
import { AskForNew } from './ask-dialog.js';
import { FoundAgain } from './found-dialog.js';
import { canBegin, holderState, isReportedGone, mayAskForNew } from './holder-state.js';
import { text } from './mine.text.js';
import { NewPin } from './new-pin-dialog.js';
import { ReportMissing } from './report-dialog.js';
import classes from './mine.module.css';

/** underWay: null: nothing is; undefined: what it is is not known yet. */
export function MyActions({ device, underWay }: { device: DeviceDetail; underWay: Saga | null | undefined }) {
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const actions = useMyActions(device, underWay);
  if (actions.length === 0) return null;
  const close = (): void => setDialog(null);
  return (
    <Panel title={text.page.actions} flush>
      <ul className={classes.rows}>
        {actions.map(({ dialog: opens, hint, label, first }) => (
          <Action key={label} hint={hint}>
            {opens === 'reprovision' ? (
              <ButtonLink to="/reprovision" search={{ device: device.deviceId, mine: true }} variant="default">
                {label}
              </ButtonLink>
            ) : (
              <Button variant={first ? 'filled' : 'default'} onClick={() => setDialog(opens)}>
                {label}
              </Button>
            )}
          </Action>
        ))}
      </ul>
      {(dialog === 'pin' || dialog === 'change') && (
        <NewPin device={device} known={dialog === 'change'} onClose={close} />
      )}
      {dialog === 'found' && <FoundAgain device={device} onClose={close} />}
      {dialog === 'ask' && <AskForNew device={device} onClose={close} />}
      {(dialog === 'report' || dialog === 'further') && (
        <ReportMissing device={device} further={dialog === 'further'} onClose={close} />
      )}
    </Panel>
  );
}

type Dialog = 'pin' | 'change' | 'report' | 'further' | 'found' | 'ask';
interface MyAction {
  dialog: Dialog | 'reprovision';
  hint: string;
  label: string;
  /** What is done first of all with a card in this state. */
  first?: boolean;
}

function useMyActions(device: DeviceDetail, underWay: Saga | null | undefined): MyAction[] {
  const me = useMe();
  const mayBegin = (type: CardSagaType): boolean => me.mayStart(type, device) && canBegin(type, underWay);
  const { state, suspendedFor = [] } = device;
  const active = state === 'ACTIVE';
  const manages = me.can('own.manage');
  const { ask, found, pin, report } = text;
  const possible: (MyAction & { when: boolean })[] = [
    {
      ...{ dialog: 'found', hint: found.hint, label: found.button, first: true },
      when: manages && state === 'SUSPENDED' && mayBeFoundAgain(suspendedFor),
    },
    {
      ...{ dialog: 'pin', hint: pin.hint, label: pin.button, first: holderState(device) !== 'active' },
      when: active && mayBegin('UNLOCK'),
    },
    {
      ...{ dialog: 'change', hint: pin.change.hint, label: pin.change.button },
      // A PIN that nobody chose is known to nobody, and one that is blocked is taken by no card.
      when: active && device.pin === 'set' && mayBegin('CHANGE_PIN'),
    },
    {
      ...{ dialog: 'reprovision', hint: text.reprovisionHint, label: text.reprovision },
      when: active && mayBegin('REPROVISION'),
    },
    { ...{ dialog: 'report', hint: report.hint, label: report.button }, when: active && manages },
    {
      ...{ dialog: 'further', hint: report.further.hint, label: report.further.button },
      when: manages && state === 'SUSPENDED' && !isReportedGone(device),
    },
    { ...{ dialog: 'ask', hint: ask.hint, label: ask.button }, when: manages && mayAskForNew(device) },
  ];
  return possible.filter(({ when }) => when);
}

const Action = ({ hint, children }: { hint: string; children: ReactNode }) => (
  <li className={classes.row}>
    <Text className={classes.rowText}>{hint}</Text>
    {children}
  </li>
);
