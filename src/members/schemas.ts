import Type from 'typebox';
import { UserTenant } from '../users/schemas.ts';

export const TenantsOfUser = Type.Object({ data: Type.Array(UserTenant) });
