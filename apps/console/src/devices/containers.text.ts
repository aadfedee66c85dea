/** What the containers of a card are for (SP 800-73-4 part 1, table 4b). */
import { inPagesLanguage } from '../ui/language.js';

export const containerText = inPagesLanguage<Record<string, string>>({
  en: {
    authentication: 'PIV authentication',
    'digital-signature': 'Digital signature',
    'key-management': 'Key management',
    'card-authentication': 'Card authentication',
  },
  de: {
    authentication: 'PIV-Anmeldung',
    'digital-signature': 'Digitale Signatur',
    'key-management': 'Verschlüsselung',
    'card-authentication': 'Anmeldung der Karte',
  },
});
