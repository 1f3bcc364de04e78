// Made from openapi.json by `npm run generate`. Do not edit.

/** Every operation that an API key may ask for: what it takes (`input`) and answers (`reply`). */
export interface Operations {
  /** Cancel; the answer says who got it */
  cancelCampaign: {
    input: {
      path: {
        id: string;
      };
      body?: null | Record<string, never>;
    };
    reply: {
      id: string;
      name: string;
      templateVersionId: string | null;
      templateId: string | null;
      subject: string | null;
      audienceFilter: Record<string, unknown>;
      projectId: string | null;
      rateLimit: {
        perSecond?: number;
        perMinute?: number;
        perHour?: number;
        perDay?: number;
      };
      timezone: string | null;
      unsubscribeLang: string | null;
      trackOpens: boolean;
      trackClicks: boolean;
      status: "DRAFT" | "SCHEDULED" | "SENDING" | "PAUSED" | "SENT" | "CANCELLED";
      scheduledAt: string | null;
      deliverAt: "instant" | "recipient";
      ifPassed: "send" | "skip" | null;
      startedAt: string | null;
      finishedAt: string | null;
      reason: string | null;
      stalledSince: string | null;
      rate: number | null;
      eta: string | null;
      /** audience is the sum of all the others at every instant */
      stats: {
        audience: number;
        queued: number;
        sending: number;
        deferred: number;
        sent: number;
        failed: number;
        skipped: number;
        cancelled: number;
        unknown: number;
      };
      /** opens and clicks of readers; those of machines are counted apart */
      engagement: {
        opens: number;
        uniqueOpens: number;
        clicks: number;
        uniqueClicks: number;
        automatedOpens: number;
        automatedClicks: number;
      };
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Cancel an import that waits or runs */
  cancelImport: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      id: string;
      name: string | null;
      status: "RECEIVING" | "QUEUED" | "RUNNING" | "DONE" | "CANCELLED" | "FAILED";
      reason: string | null;
      format: "csv" | "ndjson";
      dryRun: boolean;
      encoding: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | null;
      delimiter: "comma" | "semicolon" | "tab" | "pipe" | null;
      columns: Array<{
        column: string;
        field: string | null;
        /** Of an attribute; missing: text */
        type?: "text" | "number" | "boolean";
      }> | null;
      /** Octets of the text as UTF-8, after decompression */
      bytes: number;
      /** Per cent of the file */
      progress: number;
      /** Read so far: created + updated + unchanged + failed */
      rows: number;
      created: number;
      updated: number;
      unchanged: number;
      failed: number;
      /** Of those that did not fail: their address is suppressed, so they get nothing */
      suppressed: number;
      createdAt: string;
      receivedAt: string | null;
      startedAt: string | null;
      finishedAt: string | null;
    };
  };
  /** Cancel an email that waits for its time; 409 once it is on its way */
  cancelScheduledEmail: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      id: string;
      status: "CANCELLED";
      cancelled: boolean;
    };
  };
  /** Make a template of your own from it */
  cloneLibraryTemplate: {
    input: {
      path: {
        id: string;
      };
      body?: null | {
        /** Missing: the name that it has in the library */
        name?: string;
        slug?: string;
      };
    };
    reply: {
      id: string;
      name: string;
      slug: string;
      createdAt: string;
      updatedAt: string;
      versions: Array<Operations['createTemplateVersion']['reply']>;
    };
  };
  /** Count the contacts of a filter, a segment or an audience; changes nothing */
  countSegment: {
    input: {
      body: {
        /** One of `and`, `or`, `not`, `segmentId`, or `field` with `op` and `value`. Fields: email, externalId, locale, optIn, consentVersion, source, projectId, createdAt, updatedAt, unsubscribedAt, imports (`has` an import id), activity (`sent`, `opened`, `clicked` a campaign id; `notMailedForDays`) and attributes.<name>, with dots into nested ones. What is missing fulfils no comparison, so `not` holds for contacts without the field too. At most 100 parts, lists of 1,000 values. */
        filter?: {
          and?: Array<{
            and?: Array<Record<string, unknown>>;
            or?: Array<Record<string, unknown>>;
            /** A filter again, 10 levels deep at most */
            not?: Record<string, unknown>;
            segmentId?: string;
            field?: string;
            op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
            /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
            value?: unknown;
          }>;
          or?: Array<{
            and?: Array<Record<string, unknown>>;
            or?: Array<Record<string, unknown>>;
            /** A filter again, 10 levels deep at most */
            not?: Record<string, unknown>;
            segmentId?: string;
            field?: string;
            op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
            /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
            value?: unknown;
          }>;
          not?: {
            and?: Array<Record<string, unknown>>;
            or?: Array<Record<string, unknown>>;
            /** A filter again, 10 levels deep at most */
            not?: Record<string, unknown>;
            segmentId?: string;
            field?: string;
            op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
            /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
            value?: unknown;
          };
          segmentId?: string;
          field?: string;
          op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
          /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
          value?: unknown;
        };
        segmentId?: string;
        /** Segments to leave out of `filter` or `segmentId` */
        exclude?: Array<string>;
        audienceFilter?: {
          /** Contacts of this locale; null: contacts without one */
          locale?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
          /** Missing means true */
          optIn?: boolean;
          projectId?: string;
          /** Contacts whose attributes contain all of this */
          attributes?: Record<string, unknown>;
          /** Contacts of this segment */
          segmentId?: string;
          /** Not the contacts of any of these segments */
          exclude?: Array<string>;
        };
        /** How long counting may take before it is estimated; 5,000 unless given */
        atMostMs?: number;
        /** How many of these contacts to show, the newest first; none unless given */
        sample?: number;
      };
    };
    reply: {
      /** Contacts; suppressed ones among them */
      count: number;
      /** false: estimated from a sample of 20,000, because counting took too long */
      exact: boolean;
      /** Whether indexes answer it; else every contact is read */
      indexed: boolean;
      /** The parts that no index answers, when it is not indexed */
      slowParts: Array<{
        path: string;
        why: string;
      }>;
      tookMs: number;
      /** As many contacts as were asked for; none when finding them takes too long */
      sample: Array<Operations['updateContact']['reply']>;
    };
  };
  /** Create a campaign */
  createCampaign: {
    input: {
      body: {
        name: string;
        templateVersionId?: string | null;
        subject?: string | null;
        audienceFilter?: {
          /** Contacts of this locale; null: contacts without one */
          locale?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
          /** Missing means true */
          optIn?: boolean;
          projectId?: string;
          /** Contacts whose attributes contain all of this */
          attributes?: Record<string, unknown>;
          /** Contacts of this segment */
          segmentId?: string;
          /** Not the contacts of any of these segments */
          exclude?: Array<string>;
        };
        projectId?: string | null;
        rateLimit?: {
          perSecond?: number;
          perMinute?: number;
          perHour?: number;
          perDay?: number;
        };
        timezone?: string | null;
        unsubscribeLang?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackOpens?: boolean;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackClicks?: boolean;
      };
    };
    reply: Operations['cancelCampaign']['reply'];
  };
  /** Import contacts from a CSV or NDJSON file of any size */
  createImport: {
    input: {
      query?: {
        name?: string;
        /** Counts what would become of each row */
        dryRun?: boolean;
        /** A JSON object: column (NDJSON: key) → field of a contact, `attributes.name`, or null for one that is not read. Columns that it does not name are read by their names. Attributes are text, unless it says `{"field":"attributes.name","type":"number"}`, or `boolean`: what is none fails its row. */
        mapping?: string;
        /** What becomes of columns that no field is known for. CSV: ignored, and listed in the receipt, unless this says otherwise; NDJSON: such rows fail, as in a bulk upsert */
        unmapped?: "ignore" | "attributes" | "refuse";
        delimiter?: "auto" | "comma" | "semicolon" | "tab" | "pipe";
        encoding?: "auto" | "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";
        /** For rows without their own */
        optIn?: boolean;
        /** For rows without their own */
        source?: string;
        /** For rows without their own */
        consentVersion?: string;
      };
      body: unknown | unknown;
    };
    reply: Operations['cancelImport']['reply'];
  };
  /** Add a project: a sender with an SMTP server of its own */
  createProject: {
    input: {
      body: {
        name: string;
        host?: string | null;
        port?: number | null;
        tlsMode?: "none" | "starttls" | "required" | "implicit" | null;
        user?: string | null;
        password?: string | null;
        auth?: "plain" | "login" | "xoauth2" | null;
        fromName?: string | null;
        fromEmail?: string | null;
        replyTo?: string | null;
        rateLimit?: {
          perSecond?: number;
          perMinute?: number;
          perHour?: number;
          perDay?: number;
        };
        /** Hours after which a deferred message is given up; 24 unless given */
        retryWindow?: number;
        /** Campaigns without a project go by it; one per tenant */
        isDefault?: boolean;
      };
    };
    reply: {
      id: string;
      name: string;
      host: string | null;
      port: number | null;
      tlsMode: "none" | "starttls" | "required" | "implicit" | null;
      user: string | null;
      hasPassword: boolean;
      auth: "plain" | "login" | "xoauth2" | null;
      fromName: string | null;
      fromEmail: string | null;
      replyTo: string | null;
      rateLimit: {
        perSecond?: number;
        perMinute?: number;
        perHour?: number;
        perDay?: number;
      };
      /** in hours */
      retryWindow: number;
      isDefault: boolean;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Save a filter of contacts */
  createSegment: {
    input: {
      body: {
        name: string;
        /** One of `and`, `or`, `not`, `segmentId`, or `field` with `op` and `value`. Fields: email, externalId, locale, optIn, consentVersion, source, projectId, createdAt, updatedAt, unsubscribedAt, imports (`has` an import id), activity (`sent`, `opened`, `clicked` a campaign id; `notMailedForDays`) and attributes.<name>, with dots into nested ones. What is missing fulfils no comparison, so `not` holds for contacts without the field too. At most 100 parts, lists of 1,000 values. */
        filter: {
          and?: Array<{
            and?: Array<Record<string, unknown>>;
            or?: Array<Record<string, unknown>>;
            /** A filter again, 10 levels deep at most */
            not?: Record<string, unknown>;
            segmentId?: string;
            field?: string;
            op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
            /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
            value?: unknown;
          }>;
          or?: Array<{
            and?: Array<Record<string, unknown>>;
            or?: Array<Record<string, unknown>>;
            /** A filter again, 10 levels deep at most */
            not?: Record<string, unknown>;
            segmentId?: string;
            field?: string;
            op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
            /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
            value?: unknown;
          }>;
          not?: {
            and?: Array<Record<string, unknown>>;
            or?: Array<Record<string, unknown>>;
            /** A filter again, 10 levels deep at most */
            not?: Record<string, unknown>;
            segmentId?: string;
            field?: string;
            op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
            /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
            value?: unknown;
          };
          segmentId?: string;
          field?: string;
          op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
          /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
          value?: unknown;
        };
      };
    };
    reply: {
      id: string;
      name: string;
      filter: Record<string, unknown>;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Suppress an address; a stronger reason that is there already stays */
  createSuppression: {
    input: {
      body: {
        email: string;
        reason?: "unsubscribe" | "manual" | "bounce" | "complaint";
      };
    };
    reply: {
      email: string | null;
      reason: "unsubscribe" | "manual" | "bounce" | "complaint";
      createdAt: string;
    };
  };
  /** Create a template with its first draft */
  createTemplate: {
    input: {
      body: {
        name: string;
        /** Lower-case ASCII words with dashes; unique per tenant. Sending by name uses it */
        slug?: string;
        subject: string;
        /** At most 1 MB */
        htmlBody?: string;
        mjmlBody?: string | null;
        textBody?: string | null;
        locale?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
        localeGroupId?: string | null;
        variables?: Array<{
          name: string;
          type: "string" | "number" | "boolean" | "url" | "email" | "image" | "color";
          /** Printed where a contact has no value */
          fallback?: string;
        }>;
      };
    };
    reply: Operations['cloneLibraryTemplate']['reply'];
  };
  /** Add a draft */
  createTemplateVersion: {
    input: {
      path: {
        id: string;
      };
      body: {
        subject?: string;
        /** At most 1 MB */
        htmlBody?: string;
        mjmlBody?: string | null;
        textBody?: string | null;
        locale?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
        localeGroupId?: string | null;
        variables?: Array<{
          name: string;
          type: "string" | "number" | "boolean" | "url" | "email" | "image" | "color";
          /** Printed where a contact has no value */
          fallback?: string;
        }>;
      };
    };
    reply: {
      id: string;
      templateId: string;
      number: number;
      status: "DRAFT" | "PUBLISHED";
      subject: string;
      locale: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
      localeGroupId: string | null;
      publishedAt: string | null;
      createdAt: string;
      updatedAt: string;
      htmlBody: string;
      mjmlBody: string | null;
      textBody: string | null;
      variables: Array<{
        name: string;
        type: "string" | "number" | "boolean" | "url" | "email" | "image" | "color";
        fallback?: string;
      }>;
      publishedHtml?: string;
      publishedText?: string;
      variablesFound?: Array<string>;
      undeclaredVariables?: Array<string>;
      hasUnsubscribeLink?: boolean;
    };
  };
  /** Add an endpoint; its secret is shown this once */
  createWebhookEndpoint: {
    input: {
      body: {
        /** HTTPS on a public host */
        url: string;
        /** email.sent, email.delivered, email.opened, email.clicked, email.bounced, email.complained, email.failed, contact.unsubscribed, campaign.sending, campaign.sent, campaign.cancelled, campaign.paused, campaign.missed, webhook.disabled */
        events: Array<string>;
        /** Printable ASCII without spaces; made for you when missing */
        secret?: string;
        /** Ten tries over about three days (the default), or five within minutes */
        longRetries?: boolean;
      };
    };
    reply: {
      id: string;
      url: string;
      events: Array<"email.sent" | "email.delivered" | "email.opened" | "email.clicked" | "email.bounced" | "email.complained" | "email.failed" | "contact.unsubscribed" | "campaign.sending" | "campaign.sent" | "campaign.cancelled" | "campaign.paused" | "campaign.missed" | "webhook.disabled">;
      enabled: boolean;
      /** Ten tries over about three days (the default), or five within minutes */
      longRetries: boolean;
      disabledReason: string | null;
      disabledAt: string | null;
      failingSince: string | null;
      pausedUntil: string | null;
      previousSecretUntil: string | null;
      createdAt: string;
      updatedAt: string;
      /** Shown this once */
      secret: string;
    };
  };
  /** Delete a draft */
  deleteCampaign: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      deleted: boolean;
      id: string;
    };
  };
  /** Delete a project that no scheduled or running campaign uses */
  deleteProject: {
    input: {
      path: {
        id: string;
      };
    };
    reply: Operations['deleteCampaign']['reply'];
  };
  /** Delete a segment that no other one and no campaign that is not over uses */
  deleteSegment: {
    input: {
      path: {
        id: string;
      };
    };
    reply: Operations['deleteCampaign']['reply'];
  };
  /** Let a suppressed address get mail again */
  deleteSuppression: {
    input: {
      path: {
        email: string;
      };
    };
    reply: {
      deleted: boolean;
      email: string;
      reason: "unsubscribe" | "manual" | "bounce" | "complaint";
      contact: {
        id: string;
        optIn: boolean;
      } | null;
      /** What follows, for a person to read */
      message: string;
    };
  };
  /** Delete a template that no campaign uses */
  deleteTemplate: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      deleted: true;
      id: string;
    };
  };
  /** Delete a draft that no campaign uses */
  deleteTemplateVersion: {
    input: {
      path: {
        id: string;
        versionId: string;
      };
    };
    reply: Operations['deleteTemplate']['reply'];
  };
  /** Delete an endpoint and the record of its deliveries */
  deleteWebhookEndpoint: {
    input: {
      path: {
        id: string;
      };
    };
    reply: Operations['deleteCampaign']['reply'];
  };
  /** Copy a campaign into a new draft */
  duplicateCampaign: {
    input: {
      path: {
        id: string;
      };
      body?: null | Record<string, never>;
    };
    reply: Operations['cancelCampaign']['reply'];
  };
  /** Erase a person, by externalId or id */
  eraseContact: {
    input: {
      path: {
        /** The externalId, or the id */
        id: string;
      };
    };
    reply: {
      deleted: true;
      externalId: string | null;
    };
  };
  /** All that is kept of one person, as one document (GDPR Art. 15 and 20) */
  exportContact: {
    input: {
      path: {
        /** The externalId, or the id */
        id: string;
      };
    };
    reply: {
      exportedAt: string;
      contact: Operations['updateContact']['reply'];
      /** The last one first */
      consent: Array<{
        id: string;
        /** OPT_OUT is also the first record of a contact that was entered without consent */
        kind: "OPT_IN" | "OPT_OUT";
        /** When the person decided, if the caller said so (`consentAt`); else recordedAt */
        at: string;
        recordedAt: string;
        /** How it reached us */
        method: "api" | "bulk" | "import" | "hosted_page" | "one_click" | "suppression" | "suppression_import" | "before_records";
        source: string | null;
        version: string | null;
        ip: string | null;
        actor: {
          type: "api_key" | "user";
          id: string;
        } | null;
      }>;
      suppression: Record<string, unknown> | null;
      /** As `GET /emails/logs` shows them, the newest first */
      messages: Array<Record<string, unknown>>;
      /** As webhooks tell them, the newest first */
      events: Array<Record<string, unknown>>;
      /** Single opens and clicks, machines’ too, the newest first; kept for 90 days */
      hits: Array<Record<string, unknown>>;
      /** False: only the newest 10000 messages, events and hits are here */
      isComplete: boolean;
    };
  };
  /** All contacts as CSV or NDJSON, newest first */
  exportContacts: {
    input: {
      query?: {
        format?: "csv" | "ndjson";
        locale?: "es" | "en" | "it" | "fr" | "ca" | "de";
        optIn?: boolean;
        projectId?: string;
        /** Contacts of this segment; they are not counted */
        segmentId?: string;
        updatedSince?: string;
        /** Part of the address or the externalId, in any case */
        q?: string;
      };
    };
    reply: string;
  };
  /** The rows that failed, as CSV: number, line, address and reason */
  exportImportFailures: {
    input: {
      path: {
        id: string;
      };
    };
    reply: string;
  };
  /** The ledger as CSV: who got it, when, and what the server said */
  exportRecipients: {
    input: {
      path: {
        id: string;
      };
      query?: {
        status?: "QUEUED" | "SENDING" | "DEFERRED" | "SENT" | "FAILED" | "SKIPPED" | "CANCELLED" | "UNKNOWN";
      };
    };
    reply: string;
  };
  /** All suppressions as CSV, newest first */
  exportSuppressions: {
    input: {
      query?: {
        reason?: "unsubscribe" | "manual" | "bounce" | "complaint";
        /** Part of the address, in any case */
        q?: string;
      };
    };
    reply: string;
  };
  /** A campaign with its counts */
  getCampaign: {
    input: {
      path: {
        id: string;
      };
    };
    reply: Operations['cancelCampaign']['reply'];
  };
  /** What became of it: failures, skips, opens, clicks, over time */
  getCampaignReport: {
    input: {
      path: {
        id: string;
      };
      query?: {
        /** Whose days `timeline` has, an IANA zone; no matter for hours */
        timezone?: string;
      };
    };
    reply: {
      /** audience is the sum of all the others at every instant */
      stats: {
        audience: number;
        queued: number;
        sending: number;
        deferred: number;
        sent: number;
        failed: number;
        skipped: number;
        cancelled: number;
        unknown: number;
      };
      /** opens and clicks of readers; those of machines are counted apart */
      engagement: {
        opens: number;
        uniqueOpens: number;
        clicks: number;
        uniqueClicks: number;
        automatedOpens: number;
        automatedClicks: number;
      };
      /** whether opens and clicks of its mail are seen */
      tracking: {
        opens: boolean;
        clicks: boolean;
      };
      /** people who took themselves off through a link of this campaign */
      unsubscribed: number;
      /** FAILED messages by what the server said, the most frequent first; 20 at most */
      failures: Array<{
        code: string | null;
        reply: string | null;
        count: number;
      }>;
      /** SKIPPED messages by reason */
      skips: Array<{
        reason: string;
        count: number;
      }>;
      /** UNKNOWN messages that wait for a word, and those that an operator left so */
      doubts: {
        open: number;
        left: number;
      };
      /** Links that were clicked, the most clicked first; 100 at most */
      links: Array<{
        id: string;
        url: string;
        /** by persons */
        clicks: number;
        /** messages in which it was clicked */
        uniqueClicks: number;
      }>;
      /** Hours while the whole is no longer than three days, else days; without gaps, and 366 points at most */
      timeline: {
        unit: "hour" | "day";
        points: Array<{
          /** Where the hour or day begins */
          at: string;
          /** accepted then */
          sent: number;
          /** failed then, each time */
          failed: number;
          /** of campaigns, by persons */
          opens: number;
          /** messages opened for the first time */
          uniqueOpens: number;
          /** of campaigns, by persons */
          clicks: number;
          /** messages in which something was clicked for the first time */
          uniqueClicks: number;
          /** people, through the link of a campaign */
          unsubscribed: number;
        }>;
      };
    };
  };
  /** Show a contact, by externalId or id */
  getContact: {
    input: {
      path: {
        /** The externalId, or the id */
        id: string;
      };
    };
    reply: Operations['updateContact']['reply'] & {
      consent: {
        id: string;
        /** OPT_OUT is also the first record of a contact that was entered without consent */
        kind: "OPT_IN" | "OPT_OUT";
        /** When the person decided, if the caller said so (`consentAt`); else recordedAt */
        at: string;
        recordedAt: string;
        /** How it reached us */
        method: "api" | "bulk" | "import" | "hosted_page" | "one_click" | "suppression" | "suppression_import" | "before_records";
        source: string | null;
        version: string | null;
        ip: string | null;
        actor: {
          type: "api_key" | "user";
          id: string;
        } | null;
      } | null;
    };
  };
  /** What became of all mail, day by day */
  getDailyStats: {
    input: {
      query?: {
        /** today included */
        days?: number;
        /** Whose days, an IANA zone */
        timezone?: string;
      };
    };
    reply: {
      timezone: string;
      /** One for each day, oldest first; the last one is today */
      data: Array<{
        /** Where the hour or day begins */
        at: string;
        /** accepted then */
        sent: number;
        /** failed then, each time */
        failed: number;
        /** of campaigns, by persons */
        opens: number;
        /** messages opened for the first time */
        uniqueOpens: number;
        /** of campaigns, by persons */
        clicks: number;
        /** messages in which something was clicked for the first time */
        uniqueClicks: number;
        /** people, through the link of a campaign */
        unsubscribed: number;
      }>;
    };
  };
  /** What a message says to its reader, as far as it is kept */
  getEmailContent: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      subject: string;
      html: string;
      text: string;
    };
  };
  /** Show one message with its events */
  getEmailLog: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      id: string;
      toEmail: string | null;
      subject: string | null;
      status: "QUEUED" | "SCHEDULED" | "SENDING" | "DEFERRED" | "SENT" | "DELIVERED" | "BOUNCED" | "COMPLAINED" | "FAILED" | "SKIPPED" | "CANCELLED" | "UNKNOWN";
      provider: string;
      messageId: string | null;
      createdAt: string;
      tags: Array<string>;
      metadata: Record<string, unknown>;
      campaignId: string | null;
      campaignName: string | null;
      contactId: string | null;
      templateVersionId: string | null;
      attempts: number;
      reason: string | null;
      sendAt: string | null;
      finishedAt: string | null;
      events: Array<{
        id: string | null;
        type: string;
        createdAt: string;
        data: Record<string, unknown>;
      }>;
    };
  };
  /** Show an import: how far it is, and what became of its rows */
  getImport: {
    input: {
      path: {
        id: string;
      };
    };
    reply: Operations['cancelImport']['reply'];
  };
  /** One of them, with its body */
  getLibraryTemplate: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      id: string;
      name: string;
      description: string;
      category: "newsletter" | "announcement" | "event" | "welcome" | "transactional";
      subject: string;
      htmlBody: string;
      variables: Array<{
        name: string;
        type: "string" | "number" | "boolean" | "url" | "email" | "image" | "color";
        fallback?: string;
      }>;
    };
  };
  /** Audience by locale, and whether a variant speaks it */
  getLocaleCoverage: {
    input: {
      path: {
        id: string;
      };
    };
    reply: Array<{
      locale: string | null;
      count: number;
      hasTemplate: boolean;
    }>;
  };
  /** Show a message of the local outbox with all its parts */
  getOutboxMessage: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      id: string;
      from: string;
      to: string;
      subject: string;
      date: string;
      /** Octets */
      size: number;
      headers: Array<{
        name: string;
        value: string;
      }>;
      text: string | null;
      html: string | null;
      /** The first million characters */
      source: string;
    };
  };
  /** Show a project, without its password */
  getProject: {
    input: {
      path: {
        id: string;
      };
    };
    reply: Operations['createProject']['reply'];
  };
  /** Show a segment, and what uses it */
  getSegment: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      id: string;
      name: string;
      filter: Record<string, unknown>;
      createdAt: string;
      updatedAt: string;
      /** Segments and campaigns that are not over, at most 100 of each */
      usage: {
        segments: Array<{
          id: string;
          name: string;
        }>;
        campaigns: Array<{
          id: string;
          name: string;
          status: string;
        }>;
      };
    };
  };
  /** Whether and why an address is suppressed */
  getSuppression: {
    input: {
      path: {
        email: string;
      };
    };
    reply: Operations['createSuppression']['reply'];
  };
  /** A template and its versions, newest first */
  getTemplate: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      id: string;
      name: string;
      slug: string;
      createdAt: string;
      updatedAt: string;
      versions: Array<{
        id: string;
        templateId: string;
        number: number;
        status: "DRAFT" | "PUBLISHED";
        subject: string;
        locale: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
        localeGroupId: string | null;
        publishedAt: string | null;
        createdAt: string;
        updatedAt: string;
      }>;
    };
  };
  /** A version with its bodies */
  getTemplateVersion: {
    input: {
      path: {
        id: string;
        versionId: string;
      };
    };
    reply: Operations['createTemplateVersion']['reply'];
  };
  /** Show an endpoint, without its secret */
  getWebhookEndpoint: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      id: string;
      url: string;
      events: Array<"email.sent" | "email.delivered" | "email.opened" | "email.clicked" | "email.bounced" | "email.complained" | "email.failed" | "contact.unsubscribed" | "campaign.sending" | "campaign.sent" | "campaign.cancelled" | "campaign.paused" | "campaign.missed" | "webhook.disabled">;
      enabled: boolean;
      /** Ten tries over about three days (the default), or five within minutes */
      longRetries: boolean;
      disabledReason: string | null;
      disabledAt: string | null;
      failingSince: string | null;
      pausedUntil: string | null;
      previousSecretUntil: string | null;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Suppress many addresses: a CSV file of at most 5 MB, or a list */
  importSuppressions: {
    input: {
      query?: {
        reason?: "unsubscribe" | "manual" | "bounce" | "complaint";
      };
      body: {
        suppressions: Array<{
          email: string;
          reason?: string;
        }>;
      } | string;
    };
    reply: {
      created: number;
      /** Were there, and have a stronger reason now */
      strengthened: number;
      /** Were there already, or stood there twice */
      unchanged: number;
      failed: number;
      /** The first 1,000 */
      errors: Array<{
        /** Line of the file, or position in the list from 1 */
        row: number;
        email: string;
        message: string;
      }>;
    };
  };
  /** List campaigns, newest first */
  listCampaigns: {
    input: {
      query?: {
        page?: number;
        limit?: number;
        status?: "DRAFT" | "SCHEDULED" | "SENDING" | "PAUSED" | "SENT" | "CANCELLED";
        /** A part of the name */
        q?: string;
      };
    };
    reply: {
      data: Array<Operations['cancelCampaign']['reply']>;
      meta: {
        page: number;
        limit: number;
        total: number;
        totalPages: number;
        nextCursor?: string | null;
      };
    };
  };
  /** What a contact opted in to and out of, when and how; the last record first */
  listConsent: {
    input: {
      path: {
        /** The externalId, or the id */
        id: string;
      };
      query?: {
        limit?: number;
        /** `meta.nextCursor` of the page before */
        cursor?: string;
      };
    };
    reply: {
      data: Array<{
        id: string;
        /** OPT_OUT is also the first record of a contact that was entered without consent */
        kind: "OPT_IN" | "OPT_OUT";
        /** When the person decided, if the caller said so (`consentAt`); else recordedAt */
        at: string;
        recordedAt: string;
        /** How it reached us */
        method: "api" | "bulk" | "import" | "hosted_page" | "one_click" | "suppression" | "suppression_import" | "before_records";
        source: string | null;
        version: string | null;
        ip: string | null;
        actor: {
          type: "api_key" | "user";
          id: string;
        } | null;
      }>;
      meta: {
        limit: number;
        nextCursor: string | null;
      };
    };
  };
  /** List contacts, newest first, by page or by cursor */
  listContacts: {
    input: {
      query?: {
        page?: number;
        limit?: number;
        /** `meta.nextCursor` of the page before; `page` is ignored then */
        cursor?: string;
        /** false: without `total` and `totalPages`, which take long with many contacts */
        counted?: boolean;
        locale?: "es" | "en" | "it" | "fr" | "ca" | "de";
        optIn?: boolean;
        projectId?: string;
        /** Contacts of this segment; they are not counted */
        segmentId?: string;
        updatedSince?: string;
        /** Part of the address or the externalId, in any case */
        q?: string;
      };
    };
    reply: {
      data: Array<Operations['updateContact']['reply']>;
      meta: {
        page?: number;
        limit: number;
        /** Not counted after a cursor, or in a segment */
        total?: number;
        totalPages?: number;
        nextCursor: string | null;
      };
    };
  };
  /** List what was sent, newest first: emails and the copies of campaigns */
  listEmailLogs: {
    input: {
      query?: {
        page?: number;
        limit?: number;
        /** `meta.nextCursor` of the page before; `page` is ignored then, nothing is counted */
        cursor?: string;
        status?: "QUEUED" | "SCHEDULED" | "SENDING" | "DEFERRED" | "SENT" | "DELIVERED" | "BOUNCED" | "COMPLAINED" | "FAILED" | "SKIPPED" | "CANCELLED" | "UNKNOWN";
        to?: string;
        campaignId?: string;
        /** Only emails, or only campaigns' copies */
        kind?: "email" | "copy";
        from?: string;
        until?: string;
      };
    };
    reply: {
      data: Array<{
        id: string;
        toEmail: string | null;
        subject: string | null;
        status: "QUEUED" | "SCHEDULED" | "SENDING" | "DEFERRED" | "SENT" | "DELIVERED" | "BOUNCED" | "COMPLAINED" | "FAILED" | "SKIPPED" | "CANCELLED" | "UNKNOWN";
        provider: string;
        messageId: string | null;
        createdAt: string;
        tags: Array<string>;
        metadata: Record<string, unknown>;
        campaignId: string | null;
        campaignName: string | null;
        contactId: string | null;
        templateVersionId: string | null;
        attempts: number;
        reason: string | null;
        sendAt: string | null;
        finishedAt: string | null;
      }>;
      meta: {
        page?: number;
        limit: number;
        total?: number;
        totalPages?: number;
        nextCursor: string | null;
      };
    };
  };
  /** List imports, newest first */
  listImports: {
    input: {
      query?: {
        page?: number;
        limit?: number;
      };
    };
    reply: {
      data: Array<Operations['cancelImport']['reply']>;
      meta: {
        page: number;
        limit: number;
        total: number;
        totalPages: number;
      };
    };
  };
  /** List templates to start from */
  listLibrary: {
    input: {
      query?: {
        page?: number;
        limit?: number;
        category?: "newsletter" | "announcement" | "event" | "welcome" | "transactional";
        /** Part of the name, description or subject */
        search?: string;
      };
    };
    reply: {
      data: Array<Operations['getLibraryTemplate']['reply']>;
      meta: {
        page: number;
        limit: number;
        total: number;
        totalPages: number;
        nextCursor?: string | null;
      };
    };
  };
  /** List the messages that the local outbox kept of your tenant, newest first */
  listOutboxMessages: {
    input: {
      query?: {
        page?: number;
        limit?: number;
        /** Part of sender, recipients or subject, in the newest 10,000 messages */
        q?: string;
      };
    };
    reply: {
      data: Array<{
        id: string;
        from: string;
        to: string;
        subject: string;
        date: string;
        /** Octets */
        size: number;
      }>;
      meta: {
        page: number;
        limit: number;
        total: number;
        totalPages: number;
        nextCursor?: string | null;
      };
      /** False: live mail goes to a relay, and only that of test keys comes here */
      takesLiveMail: boolean;
    };
  };
  /** List projects, newest first */
  listProjects: {
    input: {
      query?: {
        page?: number;
        limit?: number;
      };
    };
    reply: {
      data: Array<Operations['createProject']['reply']>;
      meta: {
        page: number;
        limit: number;
        total: number;
        totalPages: number;
        nextCursor?: string | null;
      };
    };
  };
  /** The ledger: who got it, and what the server said */
  listRecipients: {
    input: {
      path: {
        id: string;
      };
      query?: {
        status?: "QUEUED" | "SENDING" | "DEFERRED" | "SENT" | "FAILED" | "SKIPPED" | "CANCELLED" | "UNKNOWN";
        /** Of the contact, as its address is now */
        email?: string;
        limit?: number;
        cursor?: string;
      };
    };
    reply: {
      data: Array<{
        id: string;
        contactId: string | null;
        email: string | null;
        status: "QUEUED" | "SENDING" | "DEFERRED" | "SENT" | "FAILED" | "SKIPPED" | "CANCELLED" | "UNKNOWN";
        attempts: number;
        reason: string | null;
        nextAttemptAt: string | null;
        finishedAt: string | null;
      }>;
      meta: {
        limit: number;
        nextCursor: string | null;
      };
    };
  };
  /** List the emails that wait for their time, the next one first */
  listScheduledEmails: {
    input: {
      query?: {
        page?: number;
        limit?: number;
      };
    };
    reply: {
      data: Array<Operations['scheduleEmail']['reply']>;
      meta: {
        page: number;
        limit: number;
        total: number;
        totalPages: number;
        nextCursor?: string | null;
      };
    };
  };
  /** Contacts of a segment as it is now, newest first */
  listSegmentContacts: {
    input: {
      path: {
        id: string;
      };
      query?: {
        limit?: number;
        /** `meta.nextCursor` of the page before */
        cursor?: string;
      };
    };
    reply: {
      data: Array<Operations['updateContact']['reply']>;
      meta: {
        limit: number;
        nextCursor: string | null;
      };
    };
  };
  /** List segments by name */
  listSegments: {
    input: {
      query?: {
        page?: number;
        limit?: number;
      };
    };
    reply: {
      data: Array<Operations['createSegment']['reply']>;
      meta: {
        page: number;
        limit: number;
        total: number;
        totalPages: number;
        nextCursor?: string | null;
      };
    };
  };
  /** List suppressed addresses, newest first */
  listSuppressions: {
    input: {
      query?: {
        limit?: number;
        cursor?: string;
        reason?: "unsubscribe" | "manual" | "bounce" | "complaint";
        /** Part of the address, in any case */
        q?: string;
      };
    };
    reply: {
      data: Array<Operations['createSuppression']['reply']>;
      meta: {
        limit: number;
        nextCursor: string | null;
      };
    };
  };
  /** List versions, newest first */
  listTemplateVersions: {
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
      data: Array<{
        id: string;
        templateId: string;
        number: number;
        status: "DRAFT" | "PUBLISHED";
        subject: string;
        locale: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
        localeGroupId: string | null;
        publishedAt: string | null;
        createdAt: string;
        updatedAt: string;
      }>;
      meta: {
        page: number;
        limit: number;
        total: number;
        totalPages: number;
        nextCursor?: string | null;
      };
    };
  };
  /** List templates, newest first */
  listTemplates: {
    input: {
      query?: {
        page?: number;
        limit?: number;
        /** A part of the name or the slug */
        q?: string;
      };
    };
    reply: {
      data: Array<{
        id: string;
        name: string;
        slug: string;
        createdAt: string;
        updatedAt: string;
        versionCount: number;
        publishedAt: string | null;
      }>;
      meta: {
        page: number;
        limit: number;
        total: number;
        totalPages: number;
        nextCursor?: string | null;
      };
    };
  };
  /** Who gets it when, in each person’s own time */
  listWaves: {
    input: {
      path: {
        id: string;
      };
      query?: {
        /** A wall time: shows the waves of a draft or a scheduled campaign as they would be with it */
        scheduledAt?: string;
        /** With `scheduledAt`, as in `schedule` */
        timezone?: string;
        /** With `scheduledAt`, as in `schedule` */
        ifPassed?: "send" | "skip";
      };
    };
    reply: Array<{
      timezone: string;
      /** What the clocks there show: later than asked for where a DST change skips it */
      localTime: string;
      dueAt: string;
      /** people: as they are now before the start, then frozen */
      count: number;
      status: "PENDING" | "DUE" | "SENDING" | "DONE" | "SKIPPED" | "CANCELLED";
      stats: {
        audience: number;
        queued: number;
        sending: number;
        deferred: number;
        sent: number;
        failed: number;
        skipped: number;
        cancelled: number;
        unknown: number;
      } | null;
    }>;
  };
  /** List an endpoint's deliveries, newest first */
  listWebhookDeliveries: {
    input: {
      path: {
        id: string;
      };
      query?: {
        limit?: number;
        /** `meta.nextCursor` of the page before */
        cursor?: string;
        status?: "PENDING" | "DELIVERED" | "FAILED";
      };
    };
    reply: {
      data: Array<Operations['replayEndpointDelivery']['reply']>;
      meta: {
        limit: number;
        nextCursor: string | null;
      };
    };
  };
  /** List endpoints */
  listWebhookEndpoints: {
    input: {};
    reply: {
      data: Array<Operations['getWebhookEndpoint']['reply']>;
    };
  };
  /** Pause within a second, in all workers */
  pauseCampaign: {
    input: {
      path: {
        id: string;
      };
      body?: null | Record<string, never>;
    };
    reply: Operations['cancelCampaign']['reply'];
  };
  /** What to put right before it is sent */
  preflightCampaign: {
    input: {
      path: {
        id: string;
      };
    };
    reply: {
      /** nothing found blocks */
      ready: boolean;
      /** people who would get it now */
      audience: number;
      /** blocking ones first */
      findings: Array<{
        code: "version_missing" | "version_unpublished" | "unsubscribe_link_missing" | "project_missing" | "audience_opted_out" | "segment_missing" | "audience_empty" | "quota_exceeded" | "postal_address_missing" | "sender_not_aligned" | "dmarc_missing" | "spf_missing" | "variables_missing" | "locale_gap" | "html_too_large" | "link_empty" | "link_not_https" | "image_without_alt" | "audience_grown" | "sender_unchecked";
        severity: "blocking" | "warning";
        message: string;
        /** a field of the campaign, or a part of the template */
        path: string;
        /** what to do next */
        action: string;
        /** how many contacts, links, images or octets */
        count?: number;
        /** ids of contacts, or addresses */
        sample?: Array<string>;
      }>;
      /** whom it is from: the project, else the tenant, else the instance says */
      sender: {
        email: string;
        name: string | null;
        replyTo: string | null;
      };
      checkedAt: string;
    };
  };
  /** Render a version for a contact or for given data */
  previewTemplateVersion: {
    input: {
      path: {
        id: string;
        versionId: string;
      };
      body: {
        /** A contact's id or externalId */
        contactId?: string;
        /** Values that win over the contact's attributes */
        data?: Record<string, unknown>;
        /** Another subject than the version's, as a campaign's */
        subject?: string;
      };
    };
    reply: {
      subject: string;
      html: string;
      text: string;
      missingVariables: Array<string>;
    };
  };
  /** Publish a draft */
  publishTemplateVersion: {
    input: {
      path: {
        id: string;
        versionId: string;
      };
    };
    reply: Operations['createTemplateVersion']['reply'];
  };
  /** Deliver an event again */
  replayEndpointDelivery: {
    input: {
      path: {
        id: string;
        deliveryId: string;
      };
    };
    reply: {
      id: string;
      endpointId: string;
      kind: "event" | "test" | "replay";
      event: string | null;
      payload: {
        id: string;
        type: string;
        createdAt: string;
        tenantId: string;
        data: Record<string, unknown>;
      } | null;
      status: "PENDING" | "DELIVERED" | "FAILED";
      statusCode: number | null;
      responseBody: string | null;
      error: string | null;
      /** Tries so far */
      attempt: number;
      nextAttemptAt: string | null;
      deliveredAt: string | null;
      createdAt: string;
    };
  };
  /** Deliver an event again */
  replayWebhookDelivery: {
    input: {
      path: {
        id: string;
      };
    };
    reply: Operations['replayEndpointDelivery']['reply'];
  };
  /** Send messages in doubt again, or leave them */
  resolveUnknown: {
    input: {
      path: {
        id: string;
      };
      body: {
        action: "resend" | "leave";
        ids?: Array<string>;
      };
    };
    reply: Operations['cancelCampaign']['reply'] & {
      /** how many messages it was */
      changed: number;
    };
  };
  /** Go on with a paused campaign */
  resumeCampaign: {
    input: {
      path: {
        id: string;
      };
      body?: null | Record<string, never>;
    };
    reply: Operations['cancelCampaign']['reply'];
  };
  /** Send again to chosen failures, or to all */
  retryFailed: {
    input: {
      path: {
        id: string;
      };
      body?: null | {
        ids?: Array<string>;
      };
    };
    reply: Operations['resolveUnknown']['reply'];
  };
  /** Give an endpoint a new secret, shown this once */
  rotateWebhookSecret: {
    input: {
      path: {
        id: string;
      };
      body?: {
        /** Printable ASCII without spaces; made for you when missing */
        secret?: string;
      } | null;
    };
    reply: Operations['createWebhookEndpoint']['reply'];
  };
  /** Schedule, or move the schedule */
  scheduleCampaign: {
    input: {
      path: {
        id: string;
      };
      body: {
        /** With an offset or Z an instant, without one wall time in `timezone` */
        scheduledAt: string;
        timezone?: string | null;
        /** `recipient`: at that wall time in each contact’s `timezone`, `timezone` for those without one; scheduledAt has no offset then. Missing means `instant`: one moment for all */
        deliverAt?: "instant" | "recipient";
        /** With `recipient`: those whose moment has passed get it at once (`send`, the default) or are skipped (`skip`) */
        ifPassed?: "send" | "skip";
      };
    };
    reply: Operations['cancelCampaign']['reply'];
  };
  /** Send one email at a given instant */
  scheduleEmail: {
    input: {
      body: {
        to: string;
        /** What the variables print, at most 64 KiB as JSON */
        data?: Record<string, unknown>;
        /** Required unless a template version is sent, whose own it replaces */
        subject?: string;
        /** At most 1 MB; ignored with templateVersionId */
        htmlBody?: string;
        /** At most 1 MB; made from the HTML when missing */
        textBody?: string;
        templateVersionId?: string;
        unsubscribeLang?: "es" | "en" | "it" | "fr" | "ca" | "de";
        fromEmail?: string;
        fromName?: string;
        replyTo?: string;
        projectId?: string;
        tags?: Array<string>;
        /** Yours, at most 8 KiB as JSON; comes back in events and the log. Strings feed variables too. */
        metadata?: Record<string, unknown>;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackOpens?: boolean;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackClicks?: boolean;
        /** Same key and body: the same answer and no second email, for 24 hours */
        idempotencyKey?: string;
        /** 10 MB together; only with htmlBody */
        attachments?: Array<{
          filename: string;
          contentType: string;
          /** Base64 */
          content: string;
          /** Shown in the HTML as `cid:` and this; else the file is only attached */
          contentId?: string;
        }>;
        /** An instant ahead, within 366 days */
        sendAt: string;
      };
    };
    reply: {
      id: string;
      to: string | null;
      subject: string | null;
      status: "SCHEDULED";
      sendAt: string;
      tags: Array<string>;
      createdAt: string;
    };
  };
  /** Send now (asynchronous) */
  sendCampaign: {
    input: {
      path: {
        id: string;
      };
      body?: null | Record<string, never>;
    };
    reply: Operations['cancelCampaign']['reply'];
  };
  /** Send one email, ahead of all campaigns */
  sendEmail: {
    input: {
      query?: {
        /** Deliver before answering, for which 30 s are waited at most */
        sync?: boolean;
      };
      body: {
        to: string;
        /** What the variables print, at most 64 KiB as JSON */
        data?: Record<string, unknown>;
        /** Required unless a template version is sent, whose own it replaces */
        subject?: string;
        /** At most 1 MB; ignored with templateVersionId */
        htmlBody?: string;
        /** At most 1 MB; made from the HTML when missing */
        textBody?: string;
        templateVersionId?: string;
        unsubscribeLang?: "es" | "en" | "it" | "fr" | "ca" | "de";
        fromEmail?: string;
        fromName?: string;
        replyTo?: string;
        projectId?: string;
        tags?: Array<string>;
        /** Yours, at most 8 KiB as JSON; comes back in events and the log. Strings feed variables too. */
        metadata?: Record<string, unknown>;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackOpens?: boolean;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackClicks?: boolean;
        /** Same key and body: the same answer and no second email, for 24 hours */
        idempotencyKey?: string;
        /** 10 MB together; only with htmlBody */
        attachments?: Array<{
          filename: string;
          contentType: string;
          /** Base64 */
          content: string;
          /** Shown in the HTML as `cid:` and this; else the file is only attached */
          contentId?: string;
        }>;
      };
    };
    reply: {
      id: string;
      /** QUEUED; with `sync` SENT, FAILED, SKIPPED, DEFERRED … */
      status: string;
      /** Whether it still waits for an attempt */
      queued: boolean;
      /** Emails that wait ahead of it, 1,000 at most */
      position?: number;
      messageId?: string | null;
      provider?: string;
      /** The server's reply, where it isn't SENT */
      error?: string;
    };
  };
  /** Send the same email to up to 100 recipients, each with its own values */
  sendEmailBatch: {
    input: {
      body: {
        recipients: Array<{
          to: string;
          /** What the variables print, at most 64 KiB as JSON */
          vars?: Record<string, unknown>;
        }>;
        /** Required unless a template version is sent, whose own it replaces */
        subject?: string;
        /** At most 1 MB; ignored with templateVersionId */
        htmlBody?: string;
        /** At most 1 MB; made from the HTML when missing */
        textBody?: string;
        templateVersionId?: string;
        unsubscribeLang?: "es" | "en" | "it" | "fr" | "ca" | "de";
        fromEmail?: string;
        fromName?: string;
        replyTo?: string;
        projectId?: string;
        tags?: Array<string>;
        /** Yours, at most 8 KiB as JSON; comes back in events and the log. Strings feed variables too. */
        metadata?: Record<string, unknown>;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackOpens?: boolean;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackClicks?: boolean;
        /** Same key and body: the same answer and no second email, for 24 hours */
        idempotencyKey?: string;
      };
    };
    reply: {
      results: Array<{
        to: string;
        id: string | null;
        status: "QUEUED" | "REJECTED";
        error: string | null;
      }>;
      accepted: number;
      rejected: number;
    };
  };
  /** Send a template's newest published version */
  sendTemplateEmail: {
    input: {
      query?: {
        /** Deliver before answering, for which 30 s are waited at most */
        sync?: boolean;
      };
      body: {
        slug: string;
        to: string;
        /** What the variables print, at most 64 KiB as JSON */
        data?: Record<string, unknown>;
        /** Required unless a template version is sent, whose own it replaces */
        subject?: string;
        unsubscribeLang?: "es" | "en" | "it" | "fr" | "ca" | "de";
        fromEmail?: string;
        fromName?: string;
        replyTo?: string;
        projectId?: string;
        tags?: Array<string>;
        /** Yours, at most 8 KiB as JSON; comes back in events and the log. Strings feed variables too. */
        metadata?: Record<string, unknown>;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackOpens?: boolean;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackClicks?: boolean;
        /** Same key and body: the same answer and no second email, for 24 hours */
        idempotencyKey?: string;
      };
    };
    reply: Operations['sendEmail']['reply'];
  };
  /** Progress as server-sent events, until the campaign ends */
  streamProgress: {
    input: {
      path: {
        id: string;
      };
    };
    reply: string;
  };
  /** Send a test to 1–5 addresses */
  testCampaign: {
    input: {
      path: {
        id: string;
      };
      body: {
        emails: Array<string>;
        contactId?: string;
      };
    };
    reply: {
      results: Array<{
        email: string;
        status: "SENT" | "FAILED";
        messageId: string;
        /** what the server said */
        reply: string;
      }>;
      /** Where it went: to the mail server, or into the outbox of this instance */
      via: "relay" | "outbox";
    };
  };
  /** Send an event that never happened, and see the answer */
  testWebhookEndpoint: {
    input: {
      path: {
        id: string;
      };
      body?: {
        /** A type of event */
        event?: string;
      } | null;
    };
    reply: Operations['replayEndpointDelivery']['reply'];
  };
  /** Turn an endpoint on or off */
  toggleWebhookEndpoint: {
    input: {
      path: {
        id: string;
      };
      body?: {
        enabled?: boolean;
      } | null;
    };
    reply: Operations['getWebhookEndpoint']['reply'];
  };
  /** Make a published version a draft again */
  unpublishTemplateVersion: {
    input: {
      path: {
        id: string;
        versionId: string;
      };
    };
    reply: Operations['createTemplateVersion']['reply'];
  };
  /** Change a draft */
  updateCampaign: {
    input: {
      path: {
        id: string;
      };
      body: {
        name?: string;
        templateVersionId?: string | null;
        subject?: string | null;
        audienceFilter?: {
          /** Contacts of this locale; null: contacts without one */
          locale?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
          /** Missing means true */
          optIn?: boolean;
          projectId?: string;
          /** Contacts whose attributes contain all of this */
          attributes?: Record<string, unknown>;
          /** Contacts of this segment */
          segmentId?: string;
          /** Not the contacts of any of these segments */
          exclude?: Array<string>;
        };
        projectId?: string | null;
        rateLimit?: {
          perSecond?: number;
          perMinute?: number;
          perHour?: number;
          perDay?: number;
        };
        timezone?: string | null;
        unsubscribeLang?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackOpens?: boolean;
        /** false: not tracked, though the tenant tracks; true changes nothing */
        trackClicks?: boolean;
      };
    };
    reply: Operations['cancelCampaign']['reply'];
  };
  /** Change only what is sent */
  updateContact: {
    input: {
      path: {
        id: string;
      };
      body: {
        email?: string;
        externalId?: string | null;
        locale?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
        /** IANA time zone, for delivery in their own time; null: the campaign’s */
        timezone?: string | null;
        optIn?: boolean;
        /** At most 8 KiB as JSON, 10 levels deep, keys of 1 to 128 characters */
        attributes?: Record<string, unknown>;
        consentVersion?: string | null;
        source?: string | null;
        projectId?: string | null;
        /** When the person opted in or out, kept in the record of that (`GET /contacts/{id}/consent`); missing: now. By itself it changes nothing */
        consentAt?: string;
        /** The IPv4 or IPv6 address from which they did, likewise */
        consentIp?: string | null;
      };
    };
    reply: {
      id: string;
      email: string;
      externalId: string | null;
      locale: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
      /** IANA time zone, for delivery in their own time; null: the campaign’s */
      timezone: string | null;
      optIn: boolean;
      /** At most 8 KiB as JSON, 10 levels deep, keys of 1 to 128 characters */
      attributes: Record<string, unknown>;
      consentVersion: string | null;
      source: string | null;
      projectId: string | null;
      createdAt: string;
      updatedAt: string;
      unsubscribedAt: string | null;
      suppressedAt: string | null;
    };
  };
  /** Change only what is sent; campaigns that run take it over within seconds */
  updateProject: {
    input: {
      path: {
        id: string;
      };
      body: {
        name?: string;
        host?: string | null;
        port?: number | null;
        tlsMode?: "none" | "starttls" | "required" | "implicit" | null;
        user?: string | null;
        password?: string | null;
        auth?: "plain" | "login" | "xoauth2" | null;
        fromName?: string | null;
        fromEmail?: string | null;
        replyTo?: string | null;
        rateLimit?: {
          perSecond?: number;
          perMinute?: number;
          perHour?: number;
          perDay?: number;
        };
        /** Hours after which a deferred message is given up; 24 unless given */
        retryWindow?: number;
        /** Campaigns without a project go by it; one per tenant */
        isDefault?: boolean;
      };
    };
    reply: Operations['createProject']['reply'];
  };
  /** Change only what is sent; campaigns that have started keep the old filter */
  updateSegment: {
    input: {
      path: {
        id: string;
      };
      body: {
        name?: string;
        /** One of `and`, `or`, `not`, `segmentId`, or `field` with `op` and `value`. Fields: email, externalId, locale, optIn, consentVersion, source, projectId, createdAt, updatedAt, unsubscribedAt, imports (`has` an import id), activity (`sent`, `opened`, `clicked` a campaign id; `notMailedForDays`) and attributes.<name>, with dots into nested ones. What is missing fulfils no comparison, so `not` holds for contacts without the field too. At most 100 parts, lists of 1,000 values. */
        filter?: {
          and?: Array<{
            and?: Array<Record<string, unknown>>;
            or?: Array<Record<string, unknown>>;
            /** A filter again, 10 levels deep at most */
            not?: Record<string, unknown>;
            segmentId?: string;
            field?: string;
            op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
            /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
            value?: unknown;
          }>;
          or?: Array<{
            and?: Array<Record<string, unknown>>;
            or?: Array<Record<string, unknown>>;
            /** A filter again, 10 levels deep at most */
            not?: Record<string, unknown>;
            segmentId?: string;
            field?: string;
            op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
            /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
            value?: unknown;
          }>;
          not?: {
            and?: Array<Record<string, unknown>>;
            or?: Array<Record<string, unknown>>;
            /** A filter again, 10 levels deep at most */
            not?: Record<string, unknown>;
            segmentId?: string;
            field?: string;
            op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
            /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
            value?: unknown;
          };
          segmentId?: string;
          field?: string;
          op?: "eq" | "ne" | "in" | "notIn" | "exists" | "has" | "contains" | "startsWith" | "endsWith" | "lt" | "lte" | "gt" | "gte" | "before" | "after" | "onOrBefore" | "onOrAfter" | "inLastDays" | "sent" | "opened" | "clicked" | "notMailedForDays";
          /** A text, number, true or false; for `in` and `notIn` a list of 1 to 1,000 */
          value?: unknown;
        };
      };
    };
    reply: Operations['createSegment']['reply'];
  };
  /** Rename a template, or change its slug */
  updateTemplate: {
    input: {
      path: {
        id: string;
      };
      body: {
        name?: string;
        /** Lower-case ASCII words with dashes; unique per tenant. Sending by name uses it */
        slug?: string;
      };
    };
    reply: {
      id: string;
      name: string;
      slug: string;
      createdAt: string;
      updatedAt: string;
    };
  };
  /** Change a draft */
  updateTemplateVersion: {
    input: {
      path: {
        id: string;
        versionId: string;
      };
      body: {
        subject?: string;
        /** At most 1 MB */
        htmlBody?: string;
        mjmlBody?: string | null;
        textBody?: string | null;
        locale?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
        localeGroupId?: string | null;
        variables?: Array<{
          name: string;
          type: "string" | "number" | "boolean" | "url" | "email" | "image" | "color";
          /** Printed where a contact has no value */
          fallback?: string;
        }>;
      };
    };
    reply: Operations['createTemplateVersion']['reply'];
  };
  /** Change only what is sent; deliveries that wait go to the new URL */
  updateWebhookEndpoint: {
    input: {
      path: {
        id: string;
      };
      body: {
        /** HTTPS on a public host */
        url?: string;
        /** email.sent, email.delivered, email.opened, email.clicked, email.bounced, email.complained, email.failed, contact.unsubscribed, campaign.sending, campaign.sent, campaign.cancelled, campaign.paused, campaign.missed, webhook.disabled */
        events?: Array<string>;
        /** Ten tries over about three days (the default), or five within minutes */
        longRetries?: boolean;
      };
    };
    reply: Operations['getWebhookEndpoint']['reply'];
  };
  /** Create or update a contact, by externalId if given, else by address */
  upsertContact: {
    input: {
      body: {
        email: string;
        externalId?: string | null;
        locale?: "es" | "en" | "it" | "fr" | "ca" | "de" | null;
        /** IANA time zone, for delivery in their own time; null: the campaign’s */
        timezone?: string | null;
        optIn?: boolean;
        /** At most 8 KiB as JSON, 10 levels deep, keys of 1 to 128 characters */
        attributes?: Record<string, unknown>;
        consentVersion?: string | null;
        source?: string | null;
        projectId?: string | null;
        /** When the person opted in or out, kept in the record of that (`GET /contacts/{id}/consent`); missing: now. By itself it changes nothing */
        consentAt?: string;
        /** The IPv4 or IPv6 address from which they did, likewise */
        consentIp?: string | null;
      };
    };
    reply: Operations['updateContact']['reply'];
  };
  /** Create or update up to 1,000 contacts */
  upsertContacts: {
    input: {
      body: {
        /** Rows like the body of `PUT /contacts`; a row that is not fails alone */
        contacts: Array<unknown>;
      };
    };
    reply: {
      created: number;
      updated: number;
      unchanged: number;
      failed: number;
      errors: Array<{
        /** Place of the row in the request, from 0 */
        index: number;
        /** As it was sent, if it was text; cut at 254 characters */
        email: string | null;
        message: string;
      }>;
    };
  };
  /** Hold a real SMTP conversation with its server, and show it */
  verifyProject: {
    input: {
      path: {
        id: string;
      };
      body?: {
        host?: string | null;
        port?: number | null;
        tlsMode?: "none" | "starttls" | "required" | "implicit" | null;
        user?: string | null;
        password?: string | null;
        auth?: "plain" | "login" | "xoauth2" | null;
      } | null;
    };
    reply: {
      /** Whether mail would be taken up to here */
      ok: boolean;
      /** The last step: connect, greeting, TLS, or a command */
      step: string;
      reason: string | null;
      advice: string | null;
      lines: Array<{
        from: "pressrun" | "relay" | "note";
        /** Credentials are hidden */
        text: string;
      }>;
    };
  };
}

/** Where each operation is. `keyed`: it takes an Idempotency-Key. */
export const ROUTES = {
  cancelCampaign: { method: 'POST', path: '/campaigns/{id}/cancel', keyed: true },
  cancelImport: { method: 'POST', path: '/contacts/imports/{id}/cancel', keyed: true },
  cancelScheduledEmail: { method: 'DELETE', path: '/scheduled-emails/{id}', keyed: false },
  cloneLibraryTemplate: { method: 'POST', path: '/library/{id}/clone', keyed: true },
  countSegment: { method: 'POST', path: '/segments/count', keyed: true },
  createCampaign: { method: 'POST', path: '/campaigns', keyed: true },
  createImport: { method: 'POST', path: '/contacts/imports', keyed: true },
  createProject: { method: 'POST', path: '/projects', keyed: true },
  createSegment: { method: 'POST', path: '/segments', keyed: true },
  createSuppression: { method: 'POST', path: '/suppressions', keyed: true },
  createTemplate: { method: 'POST', path: '/templates', keyed: true },
  createTemplateVersion: { method: 'POST', path: '/templates/{id}/versions', keyed: true },
  createWebhookEndpoint: { method: 'POST', path: '/webhooks/endpoints', keyed: true },
  deleteCampaign: { method: 'DELETE', path: '/campaigns/{id}', keyed: false },
  deleteProject: { method: 'DELETE', path: '/projects/{id}', keyed: false },
  deleteSegment: { method: 'DELETE', path: '/segments/{id}', keyed: false },
  deleteSuppression: { method: 'DELETE', path: '/suppressions/{email}', keyed: false },
  deleteTemplate: { method: 'DELETE', path: '/templates/{id}', keyed: false },
  deleteTemplateVersion: { method: 'DELETE', path: '/templates/{id}/versions/{versionId}', keyed: false },
  deleteWebhookEndpoint: { method: 'DELETE', path: '/webhooks/endpoints/{id}', keyed: false },
  duplicateCampaign: { method: 'POST', path: '/campaigns/{id}/duplicate', keyed: true },
  eraseContact: { method: 'DELETE', path: '/contacts/{id}', keyed: false },
  exportContact: { method: 'GET', path: '/contacts/{id}/export', keyed: false },
  exportContacts: { method: 'GET', path: '/contacts/export', keyed: false },
  exportImportFailures: { method: 'GET', path: '/contacts/imports/{id}/failures', keyed: false },
  exportRecipients: { method: 'GET', path: '/campaigns/{id}/recipients/export', keyed: false },
  exportSuppressions: { method: 'GET', path: '/suppressions/export', keyed: false },
  getCampaign: { method: 'GET', path: '/campaigns/{id}', keyed: false },
  getCampaignReport: { method: 'GET', path: '/campaigns/{id}/report', keyed: false },
  getContact: { method: 'GET', path: '/contacts/{id}', keyed: false },
  getDailyStats: { method: 'GET', path: '/emails/stats', keyed: false },
  getEmailContent: { method: 'GET', path: '/emails/logs/{id}/content', keyed: false },
  getEmailLog: { method: 'GET', path: '/emails/logs/{id}', keyed: false },
  getImport: { method: 'GET', path: '/contacts/imports/{id}', keyed: false },
  getLibraryTemplate: { method: 'GET', path: '/library/{id}', keyed: false },
  getLocaleCoverage: { method: 'GET', path: '/campaigns/{id}/locale-coverage', keyed: false },
  getOutboxMessage: { method: 'GET', path: '/outbox/messages/{id}', keyed: false },
  getProject: { method: 'GET', path: '/projects/{id}', keyed: false },
  getSegment: { method: 'GET', path: '/segments/{id}', keyed: false },
  getSuppression: { method: 'GET', path: '/suppressions/{email}', keyed: false },
  getTemplate: { method: 'GET', path: '/templates/{id}', keyed: false },
  getTemplateVersion: { method: 'GET', path: '/templates/{id}/versions/{versionId}', keyed: false },
  getWebhookEndpoint: { method: 'GET', path: '/webhooks/endpoints/{id}', keyed: false },
  importSuppressions: { method: 'POST', path: '/suppressions/import', keyed: true },
  listCampaigns: { method: 'GET', path: '/campaigns', keyed: false },
  listConsent: { method: 'GET', path: '/contacts/{id}/consent', keyed: false },
  listContacts: { method: 'GET', path: '/contacts', keyed: false },
  listEmailLogs: { method: 'GET', path: '/emails/logs', keyed: false },
  listImports: { method: 'GET', path: '/contacts/imports', keyed: false },
  listLibrary: { method: 'GET', path: '/library', keyed: false },
  listOutboxMessages: { method: 'GET', path: '/outbox/messages', keyed: false },
  listProjects: { method: 'GET', path: '/projects', keyed: false },
  listRecipients: { method: 'GET', path: '/campaigns/{id}/recipients', keyed: false },
  listScheduledEmails: { method: 'GET', path: '/scheduled-emails', keyed: false },
  listSegmentContacts: { method: 'GET', path: '/segments/{id}/contacts', keyed: false },
  listSegments: { method: 'GET', path: '/segments', keyed: false },
  listSuppressions: { method: 'GET', path: '/suppressions', keyed: false },
  listTemplateVersions: { method: 'GET', path: '/templates/{id}/versions', keyed: false },
  listTemplates: { method: 'GET', path: '/templates', keyed: false },
  listWaves: { method: 'GET', path: '/campaigns/{id}/waves', keyed: false },
  listWebhookDeliveries: { method: 'GET', path: '/webhooks/endpoints/{id}/deliveries', keyed: false },
  listWebhookEndpoints: { method: 'GET', path: '/webhooks/endpoints', keyed: false },
  pauseCampaign: { method: 'POST', path: '/campaigns/{id}/pause', keyed: true },
  preflightCampaign: { method: 'GET', path: '/campaigns/{id}/preflight', keyed: false },
  previewTemplateVersion: { method: 'POST', path: '/templates/{id}/versions/{versionId}/preview', keyed: true },
  publishTemplateVersion: { method: 'POST', path: '/templates/{id}/versions/{versionId}/publish', keyed: true },
  replayEndpointDelivery: { method: 'POST', path: '/webhooks/endpoints/{id}/deliveries/{deliveryId}/replay', keyed: true },
  replayWebhookDelivery: { method: 'POST', path: '/webhooks/endpoints/deliveries/{id}/replay', keyed: true },
  resolveUnknown: { method: 'POST', path: '/campaigns/{id}/resolve-unknown', keyed: true },
  resumeCampaign: { method: 'POST', path: '/campaigns/{id}/resume', keyed: true },
  retryFailed: { method: 'POST', path: '/campaigns/{id}/retry-failed', keyed: true },
  rotateWebhookSecret: { method: 'POST', path: '/webhooks/endpoints/{id}/rotate-secret', keyed: true },
  scheduleCampaign: { method: 'POST', path: '/campaigns/{id}/schedule', keyed: true },
  scheduleEmail: { method: 'POST', path: '/scheduled-emails', keyed: true },
  sendCampaign: { method: 'POST', path: '/campaigns/{id}/send', keyed: true },
  sendEmail: { method: 'POST', path: '/emails/send', keyed: true },
  sendEmailBatch: { method: 'POST', path: '/emails/batch', keyed: true },
  sendTemplateEmail: { method: 'POST', path: '/emails/send-template', keyed: true },
  streamProgress: { method: 'GET', path: '/campaigns/{id}/events', keyed: false },
  testCampaign: { method: 'POST', path: '/campaigns/{id}/test', keyed: true },
  testWebhookEndpoint: { method: 'POST', path: '/webhooks/endpoints/{id}/test', keyed: true },
  toggleWebhookEndpoint: { method: 'PATCH', path: '/webhooks/endpoints/{id}/toggle', keyed: false },
  unpublishTemplateVersion: { method: 'POST', path: '/templates/{id}/versions/{versionId}/unpublish', keyed: true },
  updateCampaign: { method: 'PATCH', path: '/campaigns/{id}', keyed: false },
  updateContact: { method: 'PATCH', path: '/contacts/{id}', keyed: false },
  updateProject: { method: 'PATCH', path: '/projects/{id}', keyed: false },
  updateSegment: { method: 'PATCH', path: '/segments/{id}', keyed: false },
  updateTemplate: { method: 'PATCH', path: '/templates/{id}', keyed: false },
  updateTemplateVersion: { method: 'PATCH', path: '/templates/{id}/versions/{versionId}', keyed: false },
  updateWebhookEndpoint: { method: 'PATCH', path: '/webhooks/endpoints/{id}', keyed: false },
  upsertContact: { method: 'PUT', path: '/contacts', keyed: false },
  upsertContacts: { method: 'POST', path: '/contacts/bulk', keyed: true },
  verifyProject: { method: 'POST', path: '/projects/{id}/verify', keyed: true },
} as const;
