import { describe, expect, it } from 'vitest';
import { MemoryDrafts } from '../phone.fixture';
import { draftKey, FormDraft, unfinished } from './draft.svelte';

const about = { form: 'visit', caseId: 'abc', path: '/case/abc/visit' } as const;
const blank = () => ({ outcome: '', note: '' });
const key = draftKey('visit', 'abc');
const open = (drafts: MemoryDrafts) => new FormDraft(drafts, key, about, blank());

describe('a form', () => {
  it('leaves nothing behind when nothing was filled in', async () => {
    const drafts = new MemoryDrafts();
    const form = open(drafts);
    await form.restore();
    await form.keep(form.fields);
    expect(drafts.kept.size).toBe(0);
  });

  it('comes back as it was after the tab was killed, begun when it was begun', async () => {
    const drafts = new MemoryDrafts();
    const first = open(drafts);
    await first.restore();
    first.startedAt = '2026-10-02T15:00:00+05:00';
    await first.keep({ outcome: 'met', note: 'ит бар' });

    const second = open(drafts);
    await second.restore();
    expect(second.restored).toBe(true);
    expect(second.fields).toEqual({ outcome: 'met', note: 'ит бар' });
    expect(second.startedAt).toBe('2026-10-02T15:00:00+05:00');
  });

  it('takes up a draft of an older app, whose form had fewer fields', async () => {
    const drafts = new MemoryDrafts();
    await drafts.save(key, { ...about, startedAt: '2026-10-02T15:00:00+05:00', fields: { outcome: 'met' } });
    const form = open(drafts);
    await form.restore();
    expect(form.fields).toEqual({ outcome: 'met', note: '' });
  });

  it('is gone once it is recorded, and once it is emptied again', async () => {
    const drafts = new MemoryDrafts();
    const form = open(drafts);
    await form.restore();
    await form.keep({ outcome: 'met', note: '' });
    await form.end();
    expect(drafts.kept.size).toBe(0);
    await form.keep({ outcome: 'met', note: '' });
    await form.keep(blank());
    expect(drafts.kept.size).toBe(0);
  });

  it('is listed as unfinished, the latest first, apart from what else is kept there', async () => {
    const drafts = new MemoryDrafts();
    await drafts.save('seen/decisions', ['decision:1']);
    await open(drafts).keep({ outcome: 'met', note: '' });
    await new FormDraft(drafts, draftKey('school', 'abc'), { form: 'school', caseId: 'abc', path: '/case/abc/school' }, { date: '' }).keep({ date: '2026-10-02' });
    expect((await unfinished(drafts)).map(({ kept }) => [kept.form, kept.path])).toEqual([
      ['school', '/case/abc/school'],
      ['visit', '/case/abc/visit'],
    ]);
  });

  it('is not begun by a position that came by itself, and keeps it once a hand began', async () => {
    const drafts = new MemoryDrafts();
    const place = { lat: 49.9, lon: 82.6, accuracy_m: 12 };
    const form = new FormDraft<{ outcome: string; place: typeof place | null }>(drafts, key, about, { outcome: '', place: null }, ['place']);
    await form.restore();
    await form.keep({ outcome: '', place });
    expect(drafts.kept.size).toBe(0);
    await form.keep({ outcome: 'met', place });
    expect(await drafts.load(key)).toMatchObject({ fields: { outcome: 'met', place } });
  });

  it('that corrects begins with what was said, is no draft until touched, and never overwrites one', async () => {
    const drafts = new MemoryDrafts();
    const first = open(drafts);
    first.beginWith({ outcome: 'early', note: '' });
    expect(first.begun).toBe(false);
    await first.restore();
    first.beginWith({ outcome: 'met', note: 'ит бар' });
    first.beginWith({ outcome: 'refused', note: '' });
    expect(first.fields).toEqual({ outcome: 'met', note: 'ит бар' });
    await first.keep({ outcome: 'met', note: 'ит бар' });
    expect(drafts.kept.size).toBe(0);
    await first.keep({ outcome: 'met', note: '' });

    const second = open(drafts);
    await second.restore();
    second.beginWith({ outcome: 'met', note: 'ит бар' });
    expect(second.fields).toEqual({ outcome: 'met', note: '' });
  });

  it('keeps a correction apart from a new record of the same case', () => {
    expect(draftKey('visit', 'abc', 'visit:1')).not.toBe(draftKey('visit', 'abc'));
  });
});
