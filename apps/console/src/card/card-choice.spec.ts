import { describe, expect, it } from '@jest/globals';
import type { Inspection } from '../api/types.js';
import { verdictOf } from './card-choice.js';

const inspection = (actions: Inspection['actions']) => ({ actions, device: { deviceId: 'd' } }) as Inspection;
const taken = () => null;

describe('what may be done with a card that was read', () => {
  it('[D16] is what the system says, with its sentence', () => {
    const refusal = {
      action: 'reprovision',
      possible: false,
      message: 'This card is suspended: resume it first',
    } as const;
    expect(verdictOf(inspection([refusal]), 'reprovision', taken)).toMatchObject({
      possible: false,
      message: refusal.message,
    });
    expect(verdictOf(inspection([{ action: 'reprovision', possible: true }]), 'reprovision', taken).possible).toBe(
      true,
    );
  });

  it('is nothing where the system does not offer it', () =>
    expect(verdictOf(inspection([{ action: 'issue', possible: true }]), 'reprovision', taken)).toEqual({
      possible: false,
    }));

  it('[D02] is nothing where the page itself does not take the card, whatever the system says', () =>
    expect(
      verdictOf(
        inspection([{ action: 'reprovision', possible: true }]),
        'reprovision',
        () => 'This card is not yours.',
      ),
    ).toEqual({ possible: false, message: 'This card is not yours.' }));
});
