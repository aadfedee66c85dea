/** The names of roles. */
import type { Role } from '../api/types.js';
import { inPagesLanguage } from './language.js';

export const roleText = inPagesLanguage<Record<Role, string>>({
  en: {
    CH: 'Cardholder',
    HD: 'Help desk',
    IO: 'Issuance operator',
    AP: 'Approver',
    WI: 'Witness',
    SO: 'Security officer',
    KR: 'Key-recovery agent',
    PA: 'Profile administrator',
    IC: 'Inventory custodian',
    AU: 'Auditor',
    SA: 'System administrator',
    SV: 'Service account',
  },
  de: {
    CH: 'Karteninhaber',
    HD: 'Helpdesk',
    IO: 'Bearbeiter',
    AP: 'Genehmiger',
    WI: 'Zeuge',
    SO: 'Sicherheitsbeauftragter',
    KR: 'Schlüsselwiederhersteller',
    PA: 'Profiladministrator',
    IC: 'Lagerverwalter',
    AU: 'Prüfer',
    SA: 'Systemadministrator',
    SV: 'Dienstkonto',
  },
});
