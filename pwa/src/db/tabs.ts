// Tabs of one person tell each other which files changed, so that none shows what is no longer so.
export type News = { changed: string } | { synced: true };

export class Tabs {
  #channel: BroadcastChannel | null;

  constructor(name: string, heard: (news: News) => void) {
    this.#channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
    if (this.#channel) this.#channel.onmessage = (event) => heard(event.data as News);
  }

  tell(news: News): void {
    this.#channel?.postMessage(news);
  }

  close(): void {
    this.#channel?.close();
    this.#channel = null;
  }
}
