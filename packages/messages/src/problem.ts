/** What is wrong with a template: where (a JSON pointer into the document), and what, for whoever wrote it. */
export interface TemplateProblem {
  readonly path: string
  readonly message: string
}
