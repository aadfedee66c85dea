/**
 * What can be done with a device, by its state and by what the signed-in person may do to a card of their own or of somebody else; the
 * server decides. The ordinary ones are buttons, the rest is a menu.
 */
import { useState } from 'react';
import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  IconBan,
  IconChevronDown,
  IconCircleCheck,
  IconFingerprint,
  IconLock,
  IconPasswordUser,
  IconPlayerPause,
  IconPlayerPlay,
  IconRecycle,
  IconRefreshDot,
  IconReplace,
  IconUserMinus,
  IconUserPlus,
} from '@tabler/icons-react';
import { queries } from '../api/queries.js';
import type { DeviceDetail, DeviceState } from '../api/types.js';
import { useMe } from '../me/me.js';
import { ButtonLink } from '../ui/button-link.js';
import { Bind, Unbind } from './bind-dialogs.js';
import { Activate, ChangeState, Recycle, type StateChange } from './device-dialogs.js';
import { text } from './devices.text.js';
import { isLocked } from './device-state.js';
import { Lock } from './lock-dialog.js';
import { MakePasskey } from './passkey-dialog.js';
import { Replace } from './replace-dialog.js';
import { ResetPin } from './reset-pin-dialog.js';

const recyclable: readonly DeviceState[] = [
  'REPLACED',
  'ISSUE_FAILED',
  'PENDING_ACTIVATION',
  'ACTIVE',
  'SUSPENDED',
  'TERMINATED',
  'EXPIRED',
  'ISSUING',
];
/** Terminating is for cards that somebody could still use (model.md section 1). */
const terminable: readonly DeviceState[] = ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED'];

/** For which reason, and whether for that one at all, is the server's to say (model.md section 5). */
const replaceable: readonly DeviceState[] = ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'TERMINATED', 'EXPIRED'];

type Action =
  | 'bind'
  | 'unbind'
  | 'activate'
  | 'recycle'
  | 'reprovision'
  | 'replace'
  | 'pin-reset'
  | 'passkey'
  | 'lock'
  | StateChange;

/** For a temporary card: the request is withdrawn or that card ended, and this one comes back with it. */
const standsAside = ({ replacedBy, openReplacement }: DeviceDetail): boolean =>
  replacedBy?.kind === 'temporary' || openReplacement?.kind === 'temporary';

/** [D02] For an own card the "my" flows; operators' flows only for others' cards (separation rules of model.md section 6). */
function useActions(device: DeviceDetail): ReadonlySet<Action> {
  const me = useMe();
  const own = me.owns(device) && me.can('own.manage');
  const others = !me.owns(device);
  const { state } = device;
  const makesPasskey = useMakesPasskey(device);
  const possible: Record<Action, boolean> = {
    bind: state === 'AVAILABLE' && me.can('request.create'),
    unbind: state === 'ASSIGNED' && others && me.can('request.create'),
    activate: state === 'PENDING_ACTIVATION' && me.mayStart('ACTIVATE', device),
    recycle: recyclable.includes(state) && me.mayStart('RECYCLE', device),
    reprovision: state === 'ACTIVE' && me.mayStart('REPROVISION', device),
    'pin-reset': state === 'ACTIVE' && me.mayStart('UNLOCK', device),
    passkey: makesPasskey,
    lock: state === 'ACTIVE' && me.mayStart('LOCK', device),
    replace: replaceable.includes(state) && device.personId !== null && others && me.can('request.create'),
    suspend: state === 'ACTIVE' && (own || (others && me.can('card.suspend'))),
    resume: state === 'SUSPENDED' && !standsAside(device) && others && me.can('card.suspend'),
    terminate: terminable.includes(state) && others && me.can('card.terminate'),
  };
  return new Set((Object.keys(possible) as Action[]).filter((action) => possible[action]));
}

/** Only where the profile of the card makes one. */
function useMakesPasskey(device: DeviceDetail): boolean {
  const me = useMe();
  const { profileName: name, profileVersion: version } = device;
  const enabled =
    device.state === 'ACTIVE' && me.mayStart('PASSKEY', device) && me.can('catalogue.read') && name !== null;
  const profile = useQuery({ ...queries.profileVersion(name ?? '', version ?? undefined), enabled });
  return enabled && profile.data?.definition.passkey !== undefined;
}

const icon = { size: 16, 'aria-hidden': true } as const;
const inMenu = [
  ['pin-reset', IconPasswordUser, text.pinReset.confirm],
  ['passkey', IconFingerprint, text.passkey.confirm],
  ['lock', IconLock, text.lock.confirm],
  ['replace', IconReplace, text.replacement.confirm],
  ['suspend', IconPlayerPause, text.changes.suspend.confirm],
] as const;
/** What cannot be taken back: apart from the others. */
const destructive = [
  ['terminate', IconBan, text.changes.terminate.confirm],
  ['recycle', IconRecycle, text.actions.recycle],
] as const;
/** Somebody uses it: recycling it is not what one comes for. */
const inUse: readonly DeviceState[] = ['PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED'];

export function DeviceActions({ device }: { device: DeviceDetail }) {
  const actions = useActions(device);
  const [dialog, setDialog] = useState<Exclude<Action, 'reprovision'> | null>(null);
  const close = (): void => setDialog(null);
  const locked = isLocked(device);
  const used = inUse.includes(device.state);
  const more = inMenu.filter(([action]) => actions.has(action) && !(locked && action === 'pin-reset'));
  const ends = destructive.filter(([action]) => actions.has(action) && (used || action !== 'recycle'));
  return (
    <>
      {actions.has('bind') && (
        <Button leftSection={<IconUserPlus {...icon} />} onClick={() => setDialog('bind')}>
          {text.binding.bind.confirm}
        </Button>
      )}
      {actions.has('unbind') && (
        <Button variant="default" leftSection={<IconUserMinus {...icon} />} onClick={() => setDialog('unbind')}>
          {text.binding.unbind.confirm}
        </Button>
      )}
      {actions.has('activate') && (
        <Button leftSection={<IconCircleCheck {...icon} />} onClick={() => setDialog('activate')}>
          {text.actions.activate}
        </Button>
      )}
      {locked && actions.has('pin-reset') && (
        <Button leftSection={<IconPasswordUser {...icon} />} onClick={() => setDialog('pin-reset')}>
          {text.pinReset.confirm}
        </Button>
      )}
      {actions.has('resume') && (
        <Button leftSection={<IconPlayerPlay {...icon} />} onClick={() => setDialog('resume')}>
          {text.changes.resume.confirm}
        </Button>
      )}
      {actions.has('reprovision') && (
        <ButtonLink
          to="/reprovision"
          search={{ device: device.deviceId }}
          variant="default"
          leftSection={<IconRefreshDot {...icon} />}
        >
          {text.actions.reprovision}
        </ButtonLink>
      )}
      {!used && actions.has('recycle') && (
        <Button variant="default" leftSection={<IconRecycle {...icon} />} onClick={() => setDialog('recycle')}>
          {text.actions.recycle}
        </Button>
      )}
      {more.length + ends.length > 0 && (
        <Menu position="bottom-end" shadow="md" withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
              {text.actions.more}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map(([action, Icon, label]) => (
              <Menu.Item key={action} leftSection={<Icon {...icon} />} onClick={() => setDialog(action)}>
                {label}
              </Menu.Item>
            ))}
            {more.length > 0 && ends.length > 0 && <Menu.Divider />}
            {ends.map(([action, Icon, label]) => (
              <Menu.Item key={action} color="red" leftSection={<Icon {...icon} />} onClick={() => setDialog(action)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {dialog === 'bind' && <Bind device={device} onClose={close} />}
      {dialog === 'unbind' && <Unbind device={device} onClose={close} />}
      {dialog === 'activate' && <Activate device={device} onClose={close} />}
      {dialog === 'recycle' && <Recycle device={device} onClose={close} />}
      {dialog === 'replace' && <Replace device={device} onClose={close} />}
      {dialog === 'pin-reset' && <ResetPin device={device} onClose={close} />}
      {dialog === 'passkey' && <MakePasskey device={device} onClose={close} />}
      {dialog === 'lock' && <Lock device={device} onClose={close} />}
      {(dialog === 'suspend' || dialog === 'resume' || dialog === 'terminate') && (
        <ChangeState device={device} change={dialog} onClose={close} />
      )}
    </>
  );
}
