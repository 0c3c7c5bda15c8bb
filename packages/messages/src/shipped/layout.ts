// How our e-mails look. The slots stand for one occasion's words in one language; what is compiled from it (`npm run layout` in this
// room) is kept beside it, since compiling takes a library that nobody else needs. Filling the slots before or after
// compiling gives the same page: a test sees to it.

export const slots = [
  'language',
  'title',
  'lead',
  'close',
  'former',
  'button',
  'link',
  'what',
  'when',
  'where',
  'who',
  'unsubscribe',
] as const
export type Slots = Readonly<Record<(typeof slots)[number], string>>

/** `[[title]]` and the others, each where it belongs. */
export const fillSlots = (layout: string, words: Slots): string =>
  layout.replace(/\[\[([a-z]+)\]\]/g, (whole, slot: string) => words[slot as keyof Slots] ?? whole)

const row = (label: string, value: string) =>
  `<tr><td style="padding:4px 16px 4px 0;color:#667085;vertical-align:top;white-space:nowrap;">${label}</td><td style="padding:4px 0;width:100%;">${value}</td></tr>`

/** The line of an e-mail about a visit that has moved. */
export const formerRow = (label: string): string =>
  `{% if former %}${row(label, '<s>{{ former.when }}</s>')}{% endif %}`

/** Where one message tells of several, they are of one type nearly always. */
export const otherType = '{% if one.type != visit.type %} · {{ one.type }}{% endif %}'

const button = `<mj-button href="[[link]]" background-color="#1d4ed8" border-radius="8px" font-size="16px" inner-padding="12px 24px" align="left" padding="24px 24px 0">[[button]]</mj-button>`

export const layoutMjml = (withButton: boolean): string => `<mjml lang="[[language]]">
  <mj-head>
    <mj-title>[[title]]</mj-title>
    <mj-preview>{{ when }}</mj-preview>
    <mj-attributes>
      <mj-all font-family="Helvetica, Arial, sans-serif" />
      <mj-text font-size="16px" line-height="1.5" color="#1d2939" padding="0 24px" />
    </mj-attributes>
  </mj-head>
  <mj-body background-color="#f2f4f7" width="560px">
    <mj-section padding="16px 0"></mj-section>
    <mj-section background-color="#ffffff" border-radius="12px" padding="32px 0">
      <mj-column>
        <mj-text font-size="14px" color="#667085">{{ tenant.name }}</mj-text>
        <mj-text font-size="22px" font-weight="700" line-height="1.3" padding="8px 24px 16px">[[title]]</mj-text>
        <mj-text>[[lead]]</mj-text>
        <mj-table font-size="16px" line-height="1.4" color="#1d2939" padding="16px 24px">
          {% for one in visits %}
          ${row('{% if forloop.first %}[[when]]{% endif %}', `<strong>{{ one.when }}</strong>${otherType}`)}
          {% endfor %}
          ${row('[[what]]', '{{ visit.type }}')}[[former]]
          ${row('[[where]]', '{{ place }}')}
          {% if agents != "" %}${row('[[who]]', '{{ agents }}')}{% endif %}
        </mj-table>
        <mj-text>[[close]]</mj-text>${withButton ? `\n        ${button}` : ''}
      </mj-column>
    </mj-section>
    <mj-section padding="16px 0 32px">
      <mj-column>
        <mj-text font-size="12px" color="#667085" align="center">{{ tenant.name }}{% if links.unsubscribe %} · <a href="{{ links.unsubscribe }}" style="color:#667085;">[[unsubscribe]]</a>{% endif %}</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`
