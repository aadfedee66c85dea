/** Which computer the person is at, as far as this page knows. One place, so that the bridge to the agent of this computer can stand in for it. */
import { useWorkstations, type Workstations } from '../workstations/use-workstations.js';

export const useThisComputer = (): Workstations => useWorkstations();
