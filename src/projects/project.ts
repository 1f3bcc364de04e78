import type { RateLimit } from './rate-limit.ts';

/** Enough for anybody's brands, and a bound on the lanes that one tenant can have. */
export const MAX_PROJECTS = 100;

/** Where mail is submitted (RFC 6409, RFC 8314), relayed (RFC 5321), and the usual other one. */
export const SMTP_PORTS = [25, 465, 587, 2525];

export const TLS_MODES = ['none', 'starttls', 'required', 'implicit'] as const;
/**
 * `implicit`: TLS from the first byte. `required`: STARTTLS or nothing. `starttls`: STARTTLS when it is
 * offered, and then it must succeed. `none`: never.
 */
export type TlsMode = (typeof TLS_MODES)[number];

export const MECHANISMS = ['plain', 'login', 'xoauth2'] as const;
export type Mechanism = (typeof MECHANISMS)[number];

/** A project's SMTP server; all null when its mail goes by the instance's relay. */
export type RelaySettings = {
  /** A-label name or bare IP address. */
  host: string | null;
  port: number | null;
  tlsMode: TlsMode | null;
  user: string | null;
  /** Null: PLAIN, else LOGIN, whichever the server offers. */
  auth: Mechanism | null;
};

/** Who mail of a project is from; what is null is the instance's. */
export type Identity = {
  fromName: string | null;
  fromEmail: string | null;
  replyTo: string | null;
};

/** What a tenant may set, but for the password. */
export type ProjectSettings = RelaySettings &
  Identity & {
    name: string;
    rateLimit: RateLimit;
    /** Hours after which a deferred message is given up; 1–120. */
    retryWindow: number;
    /** Mail of campaigns without a project goes by it; one per tenant. */
    isDefault: boolean;
  };

/** A sender identity of a tenant, as it is shown. The password is never part of it. */
export type Project = ProjectSettings & {
  id: string;
  hasPassword: boolean;
  createdAt: Date;
  updatedAt: Date;
};

/** What a caller sends: a missing field is left as it is, null clears it. */
export type ProjectInput = Partial<ProjectSettings> & { password?: string | null };
