/** Who did something; as the audit trail names them on hover. */
import type { HistoryActor } from '../api/types.js';
import { whoText } from './who-text.js';

export const Who = ({ actor }: { actor: HistoryActor }) => <span title={actor.text}>{whoText(actor)}</span>;
