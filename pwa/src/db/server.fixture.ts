// The whole server as an office runs it, with the town of tests/api/town.py in it: accounts, gate, pipeline.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const python = join(root, '.venv/bin/python');

export interface Office {
  origin: string;
  /** Cookie by person. */
  tokens: Record<string, string>;
  /** Requests that the server has answered since the last look, as its log names them. */
  answered(): Promise<string[]>;
  close(): void;
}

export async function office(cases: number): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'qadam-office-'));
  const data = join(folder, 'data');
  const furnish = [
    'import asyncio, json, sys', 'from pathlib import Path', 'from tests.api.process import furnish',
    'print(json.dumps(asyncio.run(furnish(Path(sys.argv[1]), cases=int(sys.argv[2])))))',
  ].join('\n');
  const tokens = JSON.parse(execFileSync(python, ['-c', furnish, data, String(cases)], { cwd: root }).toString()) as Record<string, string>;
  const port = await new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
  let log = '';
  const server: ChildProcess = spawn(python, ['-m', 'api', 'serve', '--data', data, '--port', String(port)], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  server.stderr!.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    if (await fetch(`${origin}/health`).then((answer) => answer.ok, () => false)) break;
    if (tries > 300) throw new Error(`the server does not answer: ${log}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  let seen = 0;
  return {
    origin,
    tokens,
    async answered() {
      // A line is written after its answer has left, and comes through a pipe.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const lines = log.slice(seen).split('\n').flatMap((line) => /qadam\.access (\S+ \S+) \d+/.exec(line)?.[1] ?? []);
      seen = log.length;
      return lines.filter((line) => !line.includes('/health'));
    },
    close() {
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

