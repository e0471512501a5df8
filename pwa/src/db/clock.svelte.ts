// The phone's clock, and how wrong it is. The server's `Date` is read at each
// contact; half the round trip is the way back, and the header's whole second
// is on average half a second behind.
import type { Keep } from './keep';
import type { Clock } from './phone';

/** A slower answer says too little about the moment it was made. */
const SLOWEST_MS = 20_000;
const KEY = 'clock';

export class PhoneClock implements Clock {
  #offsetS = $state<number | null>(null);

  constructor(
    readonly keep: Keep,
    /** The device's clock in ms; tests bring their own. */
    readonly ms: () => number,
  ) {}

  async load(): Promise<void> {
    this.#offsetS = ((await this.keep.get('meta', KEY)) as number | undefined) ?? null;
  }

  get offsetS(): number | null {
    return this.#offsetS;
  }

  now(): Date {
    return new Date(this.ms());
  }

  corrected(): Date {
    return new Date(this.ms() + (this.#offsetS ?? 0) * 1000);
  }

  /** `date` is the answer's header; `askedAt` and `answeredAt` device times in ms around the request. */
  measure(date: string | null, askedAt: number, answeredAt: number): void {
    const server = date === null ? NaN : Date.parse(date) + 500;
    const took = answeredAt - askedAt;
    if (Number.isNaN(server) || took < 0 || took > SLOWEST_MS) return;
    const offset = Math.round(server - (askedAt + answeredAt) / 2) / 1000;
    this.#offsetS = offset;
    // Lost when the tab dies now: then the last one counts, as it should.
    void this.keep.put('meta', offset, KEY).catch(() => undefined);
  }
}
