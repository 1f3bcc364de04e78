import type { Role } from '../http/role.ts';

/** A user in a tenant. `id` is the user's. */
export type Member = {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  twoFactorEnabled: boolean;
  createdAt: Date;
};
