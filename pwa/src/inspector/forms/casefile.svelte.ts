// The documents of one case as a rune: at once what the snapshot holds, then the whole file.
import type { Phone } from '../../db';
import { summaryFile, typed } from '../../field/file';
import { ofKind, type Doc, type KindOf } from '../../field/record';

export class OpenCase {
  #whole = $state.raw<Doc[] | null>(null);
  readonly #phone: Phone;
  readonly #id: () => string;

  /** `id` is read reactively. Make it while a component is being made. */
  constructor(phone: Phone, id: () => string) {
    this.#phone = phone;
    this.#id = id;
    $effect(() => {
      const wanted = id();
      // Readings overlap when changes follow each other: an earlier one never replaces a later one.
      let begun = 0;
      let shown = 0;
      const read = async () => {
        const mine = (begun += 1);
        const documents = typed(await phone.files.documents(wanted));
        if (mine < shown) return;
        shown = mine;
        this.#whole = documents;
      };
      this.#whole = null;
      void read();
      const end = phone.files.watch(wanted, () => void read());
      return () => {
        shown = Infinity;
        end();
      };
    });
  }

  readonly documents: Doc[] = $derived.by(() => {
    if (this.#whole) return this.#whole;
    const summary = this.#phone.files.summary(this.#id());
    return summary ? [...summaryFile(summary).documents] : [];
  });

  /** The whole file has been read, not only what the snapshot holds. */
  get whole(): boolean {
    return this.#whole !== null;
  }

  readonly who: KindOf<'case'> | null = $derived.by(() => ofKind(this.documents, 'case')[0] ?? null);

  find<K extends Doc['kind']>(kind: K, id: string | undefined): KindOf<K> | null {
    return id ? (ofKind(this.documents, kind).find((one) => one._id === id) ?? null) : null;
  }
}
