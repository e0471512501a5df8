import { describe, expect, it } from 'vitest';
import { check, file, local, stamp, zone } from './files.fixture';
import type { Doc } from './record';
import { cameBack, timeline } from './timeline';

const flag = (occasion: string, facts: string[]): Doc => ({
  _id: `flag:curfew:${occasion}`, kind: 'flag', condition: 'condition:curfew', occasion, certainty: 'suspected', state: 'open', facts, rule: 'curfew@1',
}); // prettier-ignore
const decision = (id: string, about: string, user: string, at: string): Doc => ({
  _id: `decision:${id}`, kind: 'decision', by: { user, role: 'supervisor', device: 'desk' }, at: stamp(at), flag: about, verdict: 'confirm', reason: 'тексерілді',
}); // prettier-ignore

describe('the story of a case', () => {
  it('is told newest first, by the clock that counts', () => {
    const fast = check('2026-10-02 23:30', 'present', { clock_offset_s: -3 * 3600 });
    const right = check('2026-10-02 22:00', 'present');
    expect(timeline([fast, right], zone).map((one) => one.key)).toEqual([right._id, fast._id]);
  });

  it('names both sides of a correction', () => {
    const slip = check('2026-10-02 22:30', 'absent');
    const mended = check('2026-10-02 22:31', 'present', { corrects: slip._id });
    const [first, second] = timeline([slip, mended], zone);
    expect(first).toMatchObject({ key: mended._id, corrects: slip._id, corrected: null });
    expect(second).toMatchObject({ key: slip._id, corrected: mended._id });
  });

  it('puts a flag above the fact that raised it, with its decisions, and one of silence on its day', () => {
    const fact = check('2026-10-02 22:30', 'absent');
    const raised = flag('2026-10-02', [fact._id]);
    const silence = flag('2026-10-05', []);
    const entries = timeline([fact, raised, silence, decision('1', raised._id, 'serik', '2026-10-03 09:00')], zone);
    expect(entries.map((one) => one.key)).toEqual([silence._id, raised._id, fact._id]);
    expect(entries[0]?.at).toBe(local('2026-10-05 23:59'));
    expect(entries[1]).toMatchObject({ decisions: [{ _id: 'decision:1' }] });
  });

  it('keeps what a newer app recorded, and leaves out receipts', () => {
    const newer = { ...check('2026-10-02 22:30', 'absent'), _id: 'hologram:1', kind: 'hologram' } as unknown as Doc;
    const later = { ...check('2026-10-02 22:40', 'absent'), schema: 2 };
    const receipt = { _id: 'receipt:1', kind: 'receipt', documents: [], received_at: stamp('2026-10-02 22:50') } as Doc;
    expect(timeline([newer, later, receipt], zone).map(({ is, key }) => [is, key])).toEqual([['newer', later._id], ['newer', newer._id]]);
  });
});

describe('what came back', () => {
  const raised = flag('2026-10-02', []);
  it('is decisions of others, not seen yet, newest first', () => {
    const files = [file('А', raised, decision('1', raised._id, 'serik', '2026-10-03 09:00'), decision('2', raised._id, 'serik', '2026-10-04 09:00'), decision('3', raised._id, 'aigul', '2026-10-05 09:00'))];
    expect(cameBack(files, new Set(), 'aigul').map((one) => one.decision._id)).toEqual(['decision:2', 'decision:1']);
    expect(cameBack(files, new Set(['decision:2']), 'aigul').map((one) => [one.decision._id, one.flag?._id])).toEqual([['decision:1', raised._id]]);
  });
});
