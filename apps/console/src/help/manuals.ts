/** Every manual in the language of the page. Each is loaded when it is first opened. */
import { inPagesLanguage } from '../ui/language.js';
import type { Manual, ManualName } from './manual.js';

type Load = () => Promise<{ default: Manual }>;

const loads = inPagesLanguage<Record<ManualName, Load>>({
  en: {
    cardholder: () => import('./en/cardholder.manual'),
    update: () => import('./en/update.manual'),
    operator: () => import('./en/operator.manual'),
    administrator: () => import('./en/administrator.manual'),
    integrator: () => import('./en/integrator.manual'),
  },
  de: {
    cardholder: () => import('./de/cardholder.manual'),
    update: () => import('./de/update.manual'),
    operator: () => import('./de/operator.manual'),
    administrator: () => import('./de/administrator.manual'),
    integrator: () => import('./de/integrator.manual'),
  },
});

export const manual = async (name: ManualName): Promise<Manual> => (await loads[name]()).default;
