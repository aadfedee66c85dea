/** What a certificate is worth; in what a search finds on pages in German too. */
import type { CertificateStatus } from '../api/types.js';
import { inPagesLanguage } from '../ui/language.js';

export const statusText = inPagesLanguage<Record<CertificateStatus, string>>({
  en: { planned: 'Not signed yet', good: 'Valid', held: 'On hold', revoked: 'Revoked', expired: 'Expired' },
  de: {
    planned: 'Noch nicht signiert',
    good: 'Gültig',
    held: 'Ausgesetzt',
    revoked: 'Gesperrt',
    expired: 'Abgelaufen',
  },
});
