import { deepStrictEqual } from 'node:assert'
import type { AgendaServer } from './visita.ts'

/** Asks both for every path. @returns the mean length of an answer, in bytes @throws where two answers are not deeply equal */
export async function compareAnswers(
  one: AgendaServer,
  other: AgendaServer,
  paths: readonly string[],
): Promise<number> {
  let bytes = 0
  for (const path of paths) {
    const answers = [await answerOf(one, path), await answerOf(other, path)] as const
    deepStrictEqual(JSON.parse(answers[0]), JSON.parse(answers[1]))
    bytes += Buffer.byteLength(answers[0])
  }
  return Math.round(bytes / paths.length)
}

async function answerOf({ url, key }: AgendaServer, path: string): Promise<string> {
  const answer = await fetch(url + path, { headers: { authorization: `Bearer ${key}` } })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 300)}`)
  return text
}
