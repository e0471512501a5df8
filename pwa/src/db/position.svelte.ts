// The position, read only while a form is open, best fix kept. It never holds a
// form up: a record without a place is a record.
import type { Fix, Place, Position } from './phone';

/** Without a fix for so long, the form says so; reading goes on. */
const SAY_SO_MS = 30_000;
/** A fix from before the form was opened may be from another street. */
const MAXIMUM_AGE_MS = 5_000;

export class PhonePosition implements Position {
  constructor(
    readonly now: () => number,
    readonly source: Pick<Geolocation, 'watchPosition' | 'clearWatch'> | undefined = globalThis.navigator?.geolocation,
  ) {}

  watch(): Fix {
    return new Watch(this.source, this.now);
  }
}

class Watch implements Fix {
  status = $state<Fix['status']>('searching');
  place = $state.raw<Place | null>(null);
  at = $state<string | null>(null);
  fixes = $state(0);
  readonly #id: number | null = null;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly source: Pick<Geolocation, 'watchPosition' | 'clearWatch'> | undefined,
    readonly now: () => number,
  ) {
    if (!source) {
      this.status = 'unavailable';
      return;
    }
    this.#timer = setTimeout(() => {
      if (this.status === 'searching') this.status = 'unavailable';
    }, SAY_SO_MS);
    this.#id = source.watchPosition(
      ({ coords, timestamp }) => this.#found(coords, timestamp),
      (error) => this.#failed(error.code),
      { enableHighAccuracy: true, maximumAge: MAXIMUM_AGE_MS },
    );
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#id !== null) this.source?.clearWatch(this.#id);
  }

  #found(coords: GeolocationCoordinates, timestamp: number): void {
    this.fixes += 1;
    this.status = 'found';
    const accuracy = Number.isFinite(coords.accuracy) ? Math.round(coords.accuracy) : null;
    const best = this.place?.accuracy_m ?? Infinity;
    if (this.place && (accuracy ?? Infinity) > best) return;
    this.place = { lat: rounded(coords.latitude), lon: rounded(coords.longitude), accuracy_m: accuracy };
    // Some receivers count time from their own start: then this moment is nearer the truth.
    const sane = Math.abs(timestamp - this.now()) < 3_600_000;
    this.at = new Date(sane ? timestamp : this.now()).toISOString();
  }

  #failed(code: number): void {
    // A fix that was found stays; only the lack of one is told.
    if (this.place) return;
    this.status = code === 1 ? 'denied' : 'unavailable';
  }
}

/** Six decimals are a tenth of a metre. */
const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
