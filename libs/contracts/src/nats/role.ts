/** Roles of model.md section 6; who may do what with one is issuance-svc's table. */

/** What a person or client may be. */
export type Role = 'CH' | 'HD' | 'IO' | 'AP' | 'WI' | 'SO' | 'KR' | 'PA' | 'IC' | 'AU' | 'SA' | 'SV';
