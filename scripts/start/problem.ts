/** Something that whoever typed `npm start` can put right: shown as one plain paragraph, without a stack. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem'
}
