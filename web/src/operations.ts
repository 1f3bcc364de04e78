// Made from openapi.json by `npm run generate`. Do not edit.

/** Every operation that takes a person: what it takes (`input`) and answers (`reply`). */
export interface Operations {
  /** Become a member with the token of an invitation */
  acceptInvitation: {
    input: {
      body: {
        token: string;
        password?: string;
        /** Six digits of the authenticator app, or a recovery code */
        totpCode?: string;
        name?: string | null;
      };
    };
    reply: {
      user: {
        id: string;
        email: string;
        name: string | null;
        locale: string | null;
        twoFactorEnabled: boolean;
        createdAt: string;
      };
      tenant: {
        id: string;
        name: string;
        role: "viewer" | "editor" | "owner";
      };
    };
  };
  /** Give a member another role; the only owner stays one */
  changeMemberRole: {
    input: {
      path: {
        id: string;
        adminId: string;
      };
      body: {
        /** A viewer reads, an editor also writes and sends, an owner does everything */
        role: "viewer" | "editor" | "owner";
      };
    };
    reply: {
      /** The user’s id */
      id: string;
      email: string;
      name: string | null;
      /** A viewer reads, an editor also writes and sends, an owner does everything */
      role: "viewer" | "editor" | "owner";
      twoFactorEnabled: boolean;
      createdAt: string;
    };
  };
  /** Change your password; your other sessions end */
  changePassword: {
    input: {
      body: {
        currentPassword: string;
        /** 10 to 256 characters; no rules of composition */
        newPassword: string;
      };
    };
    reply: {
      changed: boolean;
    };
  };
  /** Turn the second factor on with a first code */
  confirmSecondFactor: {
    input: {
      body: {
        /** Six digits of the authenticator app, or a recovery code */
        totpCode: string;
      };
    };
    reply: {
      twoFactorEnabled: boolean;
      recoveryCodes: Array<string>;
    };
  };
  /** Make a key; it is shown this once */
  createApiKey: {
    input: {
      path: {
        id: string;
      };
      body: {
        name: string;
        scopes: Array<"email:send" | "email:read" | "templates:read" | "templates:write" | "contacts:read" | "contacts:write" | "campaigns:read" | "campaigns:write" | "suppressions:read" | "suppressions:write" | "webhooks:manage">;
        mode?: "live" | "test";
      };
    };
    reply: {
      id: string;
      name: string;
      mode: "live" | "test";
      scopes: Array<string>;
      prefix: string;
      lastFour: string;
      createdAt: string;
      /** The key itself, this once */
      key: string;
    };
  };
  /** Make a tenant, and be its owner */
  createTenant: {
    input: {
      body: {
        name: string;
      };
    };
    reply: {
      id: string;
      name: string;
      monthlyQuota: number | null;
      /** messages enqueued since the month began */
      usedThisMonth: number;
      defaultLocale: string | null;
      defaultSender: {
        email: string;
        name: string | null;
      } | null;
      postalAddress: string | null;
      /** whether opens and clicks of its mail are seen; off unless set */
      tracking: {
        opens: boolean;
        clicks: boolean;
      };
      preflight: {
        blocking: Array<string>;
      };
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Turn the second factor off, with your password and a code */
  disableSecondFactor: {
    input: {
      body: {
        password: string;
        /** Six digits of the authenticator app, or a recovery code */
        totpCode: string;
      };
    };
    reply: {
      twoFactorEnabled: boolean;
    };
  };
  /** Make a secret for your authenticator app */
  enableSecondFactor: {
    input: {};
    reply: {
      /** Base32, for typing */
      secret: string;
      /** For a QR code */
      otpauthUrl: string;
    };
  };
  /** Have a link mailed that sets a new password */
  forgetPassword: {
    input: {
      body: {
        email: string;
      };
    };
    reply: {
      accepted: boolean;
    };
  };
  /** Show who is signed in, and this person’s tenants */
  getMe: {
    input: {};
    reply: {
      user: {
        id: string;
        email: string;
        name: string | null;
        locale: string | null;
        twoFactorEnabled: boolean;
        createdAt: string;
      };
      tenants: Array<{
        id: string;
        name: string;
        role: "viewer" | "editor" | "owner";
      }>;
    };
  };
  /** A tenant, its quota and its defaults */
  getTenant: {
    input: {
      path: {
        id: string;
      };
    };
    reply: Operations['createTenant']['reply'];
  };
  /** Invite somebody; the link goes to them by mail and works for seven days */
  inviteMember: {
    input: {
      path: {
        id: string;
      };
      body: {
        email: string;
        /** A viewer reads, an editor also writes and sends, an owner does everything */
        role: "viewer" | "editor" | "owner";
      };
    };
    reply: {
      id: string;
      email: string;
      /** A viewer reads, an editor also writes and sends, an owner does everything */
      role: "viewer" | "editor" | "owner";
      invitedBy: string | null;
      createdAt: string;
      expiresAt: string;
      mailedAt: string | null;
      mailError: string | null;
    };
  };
  /** List the keys that are good */
  listApiKeys: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      data: Array<{
        id: string;
        name: string;
        mode: "live" | "test";
        scopes: Array<string>;
        prefix: string;
        lastFour: string;
        createdAt: string;
        lastUsedAt: string | null;
        createdBy: string | null;
      }>;
    };
  };
  /** Who changed what, from where; newest first */
  listAuditLog: {
    input: {
      query?: {
        page?: number;
        limit?: number;
        /** `meta.nextCursor` of the page before */
        cursor?: string;
        /** One action, or a noun for all that was done to things of this kind: `campaign` */
        action?: string;
        /** The id of a key or a user */
        actor?: string;
        since?: string;
        /** Before this instant */
        until?: string;
      };
    };
    reply: {
      data: Array<{
        id: string;
        actor: {
          type: "api_key" | "user" | "operator";
          id: string | null;
        };
        actorLabel: string | null;
        action: string;
        subjectId: string | null;
        before: Record<string, unknown> | null;
        after: Record<string, unknown> | null;
        ip: string | null;
        userAgent: string | null;
        createdAt: string;
      }>;
      meta: {
        page?: number;
        limit: number;
        /** Not counted on pages after a cursor */
        total?: number;
        totalPages?: number;
        nextCursor: string | null;
      };
    };
  };
  /** List the invitations that nobody has accepted yet */
  listInvitations: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      data: Array<Operations['inviteMember']['reply']>;
    };
  };
  /** List the members of a tenant */
  listMembers: {
    input: {
      path: {
        id: string;
      };
      query?: {
        page?: number;
        limit?: number;
      };
    };
    reply: {
      data: Array<Operations['changeMemberRole']['reply']>;
      meta: {
        page: number;
        limit: number;
        total: number;
        totalPages: number;
        nextCursor?: string | null;
      };
    };
  };
  /** List the tenants that you are a member of, with your role in each */
  listTenants: {
    input: {};
    reply: {
      data: Array<{
        id: string;
        name: string;
        role: "viewer" | "editor" | "owner";
      }>;
    };
  };
  /** Log in with address and password */
  logIn: {
    input: {
      body: {
        email: string;
        password: string;
        /** Keep the refresh token in an HttpOnly cookie; the answer then hasn’t got it */
        cookie?: boolean;
      };
    };
    reply: {
      /** True: nothing else is in the answer; go on with POST /auth/login/verify-2fa */
      twoFactorRequired: boolean;
      /** Send it as "Authorization: Bearer …" */
      accessToken?: string;
      refreshToken?: string | null;
      /** Seconds until the access token expires */
      expiresIn?: number;
      user?: {
        id: string;
        email: string;
        name: string | null;
        locale: string | null;
        twoFactorEnabled: boolean;
        createdAt: string;
      };
      tenants?: Array<{
        id: string;
        name: string;
        role: "viewer" | "editor" | "owner";
      }>;
    };
  };
  /** Log in with address, password and a code of the second factor */
  logInWithCode: {
    input: {
      body: {
        email: string;
        password: string;
        /** Six digits of the authenticator app, or a recovery code */
        totpCode: string;
        /** Keep the refresh token in an HttpOnly cookie; the answer then hasn’t got it */
        cookie?: boolean;
      };
    };
    reply: {
      /** Send it as "Authorization: Bearer …" */
      accessToken: string;
      refreshToken: string | null;
      /** Seconds until the access token expires */
      expiresIn: number;
      twoFactorRequired: false;
      user: {
        id: string;
        email: string;
        name: string | null;
        locale: string | null;
        twoFactorEnabled: boolean;
        createdAt: string;
      };
      tenants: Array<{
        id: string;
        name: string;
        role: "viewer" | "editor" | "owner";
      }>;
    };
  };
  /** End this session, or all of this user’s */
  logOut: {
    input: {
      body?: {
        /** End all sessions of this user, not just this one */
        everywhere?: boolean;
      } | null;
    };
    reply: {
      loggedOut: boolean;
    };
  };
  /** Exchange a refresh token for the next one, and a new access token */
  refreshSession: {
    input: {
      body?: {
        refreshToken?: string;
      } | null;
    };
    reply: {
      /** Send it as "Authorization: Bearer …" */
      accessToken: string;
      refreshToken: string | null;
      /** Seconds until the access token expires */
      expiresIn: number;
    };
  };
  /** Remove a member, whose sessions end; the only owner can not be removed */
  removeMember: {
    input: {
      path: {
        id: string;
        adminId: string;
      };
    };
    reply: {
      deleted: boolean;
      id: string;
    };
  };
  /** Mail a new link; the one before is dead then */
  resendInvitation: {
    input: {
      path: {
        id: string;
        invitationId: string;
      };
    };
    reply: Operations['inviteMember']['reply'];
  };
  /** Set a new password with a mailed token; all sessions end */
  resetPassword: {
    input: {
      body: {
        token: string;
        /** 10 to 256 characters; no rules of composition */
        password: string;
      };
    };
    reply: Operations['changePassword']['reply'];
  };
  /** End a key at once, everywhere */
  revokeApiKey: {
    input: {
      path: {
        id: string;
        keyId: string;
      };
    };
    reply: Operations['removeMember']['reply'];
  };
  /** Take an invitation back; its link is dead from then on */
  revokeInvitation: {
    input: {
      path: {
        id: string;
        invitationId: string;
      };
    };
    reply: Operations['removeMember']['reply'];
  };
  /** Change your name and language; null empties a field */
  updateMe: {
    input: {
      body: {
        name?: string | null;
        locale?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
      };
    };
    reply: Operations['getMe']['reply'];
  };
  /** Change its name and defaults */
  updateTenant: {
    input: {
      path: {
        id: string;
      };
      body: {
        name?: string;
        defaultLocale?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
        defaultSender?: {
          email: string;
          name?: string | null;
        } | null;
        postalAddress?: string | null;
        tracking?: {
          opens?: boolean;
          clicks?: boolean;
        };
        preflight?: {
          /** findings of a pre-flight that refuse a send, beside those that always do */
          blocking: Array<"postal_address_missing" | "sender_not_aligned" | "dmarc_missing" | "spf_missing" | "variables_missing" | "locale_gap" | "html_too_large" | "link_empty" | "link_not_https" | "image_without_alt" | "audience_grown">;
        };
      };
    };
    reply: Operations['createTenant']['reply'];
  };
}

/** Where each operation is. `keyed`: it takes an Idempotency-Key. */
export const ROUTES = {
  acceptInvitation: { method: 'POST', path: '/auth/invitations/accept', keyed: false },
  changeMemberRole: { method: 'PATCH', path: '/tenants/{id}/members/{adminId}', keyed: false },
  changePassword: { method: 'POST', path: '/auth/password', keyed: false },
  confirmSecondFactor: { method: 'POST', path: '/auth/2fa/confirm', keyed: false },
  createApiKey: { method: 'POST', path: '/tenants/{id}/api-keys', keyed: true },
  createTenant: { method: 'POST', path: '/tenants', keyed: false },
  disableSecondFactor: { method: 'POST', path: '/auth/2fa/disable', keyed: false },
  enableSecondFactor: { method: 'POST', path: '/auth/2fa/enable', keyed: false },
  forgetPassword: { method: 'POST', path: '/auth/password/forgot', keyed: false },
  getMe: { method: 'GET', path: '/auth/me', keyed: false },
  getTenant: { method: 'GET', path: '/tenants/{id}', keyed: false },
  inviteMember: { method: 'POST', path: '/tenants/{id}/members', keyed: true },
  listApiKeys: { method: 'GET', path: '/tenants/{id}/api-keys', keyed: false },
  listAuditLog: { method: 'GET', path: '/audit-log', keyed: false },
  listInvitations: { method: 'GET', path: '/tenants/{id}/invitations', keyed: false },
  listMembers: { method: 'GET', path: '/tenants/{id}/members', keyed: false },
  listTenants: { method: 'GET', path: '/tenants', keyed: false },
  logIn: { method: 'POST', path: '/auth/login', keyed: false },
  logInWithCode: { method: 'POST', path: '/auth/login/verify-2fa', keyed: false },
  logOut: { method: 'POST', path: '/auth/logout', keyed: false },
  refreshSession: { method: 'POST', path: '/auth/refresh', keyed: false },
  removeMember: { method: 'DELETE', path: '/tenants/{id}/members/{adminId}', keyed: false },
  resendInvitation: { method: 'POST', path: '/tenants/{id}/invitations/{invitationId}/resend', keyed: true },
  resetPassword: { method: 'POST', path: '/auth/password/reset', keyed: false },
  revokeApiKey: { method: 'DELETE', path: '/tenants/{id}/api-keys/{keyId}', keyed: false },
  revokeInvitation: { method: 'DELETE', path: '/tenants/{id}/invitations/{invitationId}', keyed: false },
  updateMe: { method: 'PATCH', path: '/auth/me', keyed: false },
  updateTenant: { method: 'PATCH', path: '/tenants/{id}', keyed: false },
} as const;
