/** What the pages of the navigation are called there, by address; on a page in German in German, though most of them are in English. */
import { auditTitle } from '../audit/audit-search.js';
import { title as campaigns } from '../campaigns/title.js';
import { title as cardModels } from '../card-models/title.js';
import { certificatesTitle } from '../certificates/certificate-search.js';
import { title as devices } from '../devices/title.js';
import { title as findings } from '../findings/title.js';
import { text as mine } from '../mine/mine.text.js';
import { title as people } from '../people/title.js';
import { title as profiles } from '../profiles/title.js';
import { revocationsTitle } from '../revocations/revocation-search.js';
import { title as roles } from '../roles/title.js';
import { title as rollouts } from '../rollouts/title.js';
import { title as sagas } from '../sagas/title.js';
import { title as start } from '../start/title.js';
import { title as stock } from '../stock/title.js';
import { inPagesLanguage } from '../ui/language.js';
import { title as workstations } from '../workstations/title.js';

const names = inPagesLanguage({
  en: {
    '/start': start,
    '/devices': devices,
    '/certificates': certificatesTitle,
    '/people': people,
    '/sagas': sagas,
    '/revocations': revocationsTitle,
    '/profiles': profiles,
    '/rollouts': rollouts,
    '/campaigns': campaigns,
    '/workstations': workstations,
    '/findings': findings,
    '/card-models': cardModels,
    '/stock': stock,
    '/roles': roles,
    '/audit': auditTitle,
  },
  de: {
    '/start': 'Start',
    '/devices': 'Karten',
    '/certificates': 'Zertifikate',
    '/people': 'Personen',
    '/sagas': 'Sagas',
    '/revocations': 'Sperrungen',
    '/profiles': 'Kartenprofile',
    '/rollouts': 'Verteilungen',
    '/campaigns': 'Kampagnen',
    '/workstations': 'Arbeitsplätze',
    '/findings': 'Befunde',
    '/card-models': 'Kartenmodelle',
    '/stock': 'Lager',
    '/roles': 'Rollen',
    '/audit': 'Protokoll',
  },
});
export type PageInNavigation = keyof typeof names | '/mine';

export const pageName = (path: PageInNavigation): string => (path === '/mine' ? mine.title : names[path]);
