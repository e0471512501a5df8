/** A PIN that is tried first by anybody: one digit six times, or a run of digits up or down. */
export const weakPin = (pin: string): boolean =>
  /^(\d)\1+$/.test(pin) || '01234567890'.includes(pin) || '09876543210'.includes(pin);
