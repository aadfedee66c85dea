/** What a holder can do with a card of their own, each with when to. What the server would refuse is not shown. */
import { type ReactNode, useState } from 'react';
import { Button, Text } from '@mantine/core';
import type { Device } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { Panel } from '../ui/page.js';
import { holderState } from './holder-state.js';
import { text } from './mine.text.js';
import { NewPin } from './new-pin-dialog.js';
import { ReportMissing } from './report-dialog.js';
import classes from './mine.module.css';

export function MyActions({ device }: { device: Device }) {
  const me = useMe();
  const [dialog, setDialog] = useState<'pin' | 'report' | null>(null);
  const close = (): void => setDialog(null);
  if (device.state !== 'ACTIVE') return null;
  const needsPin = holderState(device) !== 'active';
  return (
    <Panel title={text.page.actions} flush>
      <ul className={classes.rows}>
        {me.mayStart('UNLOCK', device) && (
          <Action hint={text.pin.hint}>
            <Button variant={needsPin ? 'filled' : 'default'} onClick={() => setDialog('pin')}>
              {text.pin.button}
            </Button>
          </Action>
        )}
        {me.mayStart('REPROVISION', device) && (
          <Action hint={text.reprovisionHint}>
            <ButtonLink to="/reprovision" search={{ device: device.deviceId, mine: true }} variant="default">
              {text.reprovision}
            </ButtonLink>
          </Action>
        )}
        {me.can('own.manage') && (
          <Action hint={text.report.hint}>
            <Button variant="default" onClick={() => setDialog('report')}>
              {text.report.button}
            </Button>
          </Action>
        )}
      </ul>
      {dialog === 'pin' && <NewPin device={device} onClose={close} />}
      {dialog === 'report' && <ReportMissing device={device} onClose={close} />}
    </Panel>
  );
}

const Action = ({ hint, children }: { hint: string; children: ReactNode }) => (
  <li className={classes.row}>
    <Text className={classes.rowText}>{hint}</Text>
    {children}
  </li>
);
