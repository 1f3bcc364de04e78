/** Where a test goes: to a mail server, or into the outbox of this instance. */
export const TEST_WAYS = ['relay', 'outbox'] as const;
