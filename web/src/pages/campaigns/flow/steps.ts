/** The flow from an idea to a send, in its order. */
export const STEPS = [
  { step: 'content', label: 'Content' },
  { step: 'audience', label: 'Audience' },
  { step: 'sender', label: 'Subject and sender' },
  { step: 'test', label: 'Test' },
  { step: 'check', label: 'Check' },
  { step: 'send', label: 'Schedule or send' },
] as const;

export type Step = (typeof STEPS)[number]['step'];

/** Which step is shown, as it stands in the address; none: the first. */
export function editSearch(search: Record<string, unknown>): { step?: Step } {
  const step = STEPS.find((one) => one.step === search.step)?.step;
  return step ? { step } : {};
}

export function placeOf(step: Step): number {
  return STEPS.findIndex((one) => one.step === step);
}
