/** Who did something, as the audit trail names them; whole on hover. */
import { actorName } from './actor-name.js';

export const Actor = ({ actor }: { actor: string }) => <span title={actor}>{actorName(actor)}</span>;
