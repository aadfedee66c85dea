/** What issuance-svc speaks of in its requests and answers, by subject; issuance.requests.ts says which these are. */
export type * from './issuance.person.js';
export type * from './issuance.people-import.js';
export type * from './issuance.device.js';
export type * from './issuance.credential.js';
export type * from './issuance.card-work.js';
export type * from './issuance.saga.js';
export type * from './issuance.device-export.js';
