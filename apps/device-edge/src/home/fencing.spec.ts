import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fencing } from './fencing.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cardwright-fencing-'));
});
afterEach(() => rm(folder, { recursive: true }));

const lease = (fencingToken: number, requestId = `r-${fencingToken}`) => ({
  requestId,
  deviceId: 'd-1',
  workstationId: 'w-1',
  fencingToken,
});

describe('fencing', () => {
  it('[fault 15] a lower token than seen for the device is refused, also after a restart', async () => {
    const file = join(folder, 'fencing.json');
    const fencing = await Fencing.load(file);
    expect(await fencing.admit(lease(7))).toEqual({ newer: true });
    expect(await fencing.admit(lease(7))).toEqual({ newer: false });
    expect(await fencing.admit(lease(9))).toEqual({ newer: true });
    await expect(fencing.admit(lease(7))).rejects.toMatchObject({ code: 'LIFECYCLE_LEASE_LOST' });
    const restarted = await Fencing.load(file);
    await expect(restarted.admit(lease(8))).rejects.toMatchObject({ code: 'LIFECYCLE_LEASE_LOST' });
    expect(await restarted.admit(lease(9))).toEqual({ newer: false });
  });

  it('the same token of another request is no lease', async () => {
    const fencing = await Fencing.load(join(folder, 'fencing.json'));
    await fencing.admit(lease(7));
    await expect(fencing.admit(lease(7, 'other'))).rejects.toMatchObject({ code: 'LIFECYCLE_LEASE_LOST' });
  });

  it('[E7] a comparison leaves the token as it is, also on the disk', async () => {
    const file = join(folder, 'fencing.json');
    const fencing = await Fencing.load(file);
    expect(fencing.compare(lease(7))).toBe('newer');
    await fencing.admit(lease(7));
    const compared = [lease(6), lease(7), lease(7, 'other'), lease(9e15)].map((each) => fencing.compare(each));
    expect(compared).toEqual(['older', 'newest', 'older', 'newer']);
    expect(await (await Fencing.load(file)).admit(lease(8))).toEqual({ newer: true });
  });

  it('devices do not share tokens', async () => {
    const fencing = await Fencing.load(join(folder, 'fencing.json'));
    await fencing.admit(lease(7));
    expect(await fencing.admit({ ...lease(1), deviceId: 'd-2' })).toEqual({ newer: true });
  });
});
