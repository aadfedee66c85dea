import { describe, expect, it } from '@jest/globals';
import type { Permission } from '@cardwright/contracts/access/role';
import type { Saga } from '../api/types.js';
import { offeredActions } from './offered-actions.js';

const all: Saga['actions'] = ['retry', 'cancel', 'supply-pin', 'reveal-initial-pin'];
const offered = (type: Saga['type'], whose: 'own' | 'others', permissions: Permission[], begunByHolder = false) =>
  offeredActions(
    { type, personId: 'grace', actions: all, begunByHolder },
    { can: (permission) => permissions.includes(permission), owns: () => whose === 'own' },
  );

describe('decisions about a saga are offered to those who may take them', () => {
  it.each<[string, Saga['type'], 'own' | 'others', Permission[], Saga['actions']]>([
    ['a holder of their own card', 'ISSUE', 'own', ['own.manage'], all],
    ['a holder of an operator’s lock', 'LOCK', 'own', ['own.manage'], ['reveal-initial-pin']],
    ['a holder of an operator’s activation', 'ACTIVATE', 'own', ['own.manage'], [...all.slice(1)]],
    ['a holder of a new card that was asked for', 'REPLACE_PERM', 'own', ['own.manage'], []],
    ['an operator of a card of their own', 'LOCK', 'own', ['own.manage', 'card.run'], ['reveal-initial-pin']],
    ['an operator', 'REPROVISION', 'others', ['card.run'], ['retry', 'cancel', 'supply-pin']],
    ['the help desk of a PIN reset', 'UNLOCK', 'others', ['card.unlock'], ['retry', 'cancel', 'supply-pin']],
    ['the help desk of an issue', 'ISSUE', 'others', ['card.unlock', 'others.view'], []],
    ['an inventory custodian of a recycling', 'RECYCLE', 'others', ['stock.manage'], ['retry', 'cancel']],
    ['a security officer', 'ISSUE', 'others', ['secret.reveal', 'lease.break'], ['cancel', 'reveal-initial-pin']],
    ['an auditor', 'ISSUE', 'others', ['own.manage', 'others.view', 'audit.read'], []],
    ['an operator of a replacement', 'REPLACE_TEMP', 'others', ['request.create'], all],
  ])('%s (%s, %s)', (_, type, whose, permissions, expected) =>
    expect(offered(type, whose, permissions)).toEqual(expected),
  );

  it('whoever helps a holder has what that holder began go on, and ends nothing', () => {
    expect(offered('ISSUE', 'others', ['holder.assist'], true)).toEqual(['retry']);
    expect(offered('ISSUE', 'others', ['holder.assist'])).toEqual([]);
  });
});
