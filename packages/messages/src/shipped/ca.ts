import type { Occasion, Voice } from './words.ts'

const reminder: Occasion = {
  subject: 'T’esperem {{ visit.when }}',
  title: 'Et recordem la teva visita',
  lead: 'Hola, {{ customer.first_name }}: et recordem la teva visita a {{ tenant.name }}.',
  close: 'Si no pots venir, avisa’ns amb temps i donarem l’hora a algú altre.',
  whatsapp: `Hola, {{ customer.first_name }}:

Et recordem la teva visita a {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

Ens la confirmes?`,
  sms: '{{ tenant.name }}: et recordem la teva visita ({{ short_when }}, {{ place | truncate: 60 }}). Confirmar-la o canviar-la: {{ links.manage }}',
}

export const ca: Voice = {
  occasions: {
    'visit.created': {
      subject:
        '{% if visits.size > 1 %}Hem rebut les teves {{ visits.size }} reserves{% else %}Hem rebut la teva reserva per a {{ visit.date }}{% endif %}',
      title: 'Reserva rebuda',
      lead: 'Hola, {{ customer.first_name }}: hem rebut la teva reserva a {{ tenant.name }}.',
      close: 'T’avisarem tan bon punt estigui confirmada.',
      whatsapp: `Hola, {{ customer.first_name }}:

Hem rebut la teva reserva a {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

T’avisarem tan bon punt estigui confirmada.`,
      sms: '{{ tenant.name }}: hem rebut la teva reserva ({{ short_when }}). T’avisarem quan es confirmi. Veure-la o canviar-la: {{ links.manage }}',
    },
    'visit.confirmed': {
      subject:
        '{% if visits.size > 1 %}Les teves {{ visits.size }} visites estan confirmades{% else %}La teva visita de {{ visit.date }} està confirmada{% endif %}',
      title: 'Visita confirmada',
      lead: 'Hola, {{ customer.first_name }}: la teva reserva a {{ tenant.name }} està confirmada.',
      close: 'T’esperem!',
      whatsapp: `Hola, {{ customer.first_name }}:

La teva reserva a {{ tenant.name }} està confirmada.

📅 {{ when }}
📍 {{ place }}

T’esperem!`,
      sms: '{{ tenant.name }}: la teva reserva queda confirmada ({{ short_when }}). T’esperem. Veure-la o canviar-la: {{ links.manage }}',
    },
    'visit.reminder': reminder,
    'visit.reminder.t24h': reminder,
    'visit.reminder.t2h': {
      subject: 'La teva visita és {{ visit.at_time }}',
      title: 'Ens veiem d’aquí a poc',
      lead: 'Hola, {{ customer.first_name }}: la teva visita a {{ tenant.name }} és d’aquí a poc.',
      close: 'T’esperem!',
      whatsapp: `Hola, {{ customer.first_name }}:

La teva visita a {{ tenant.name }} és d’aquí a poc.

📅 {{ when }}
📍 {{ place }}

T’esperem!`,
      sms: '{{ tenant.name }}: la teva visita és d’aquí a poc ({{ short_when }}, {{ place | truncate: 60 }}). T’esperem. {{ links.manage }}',
    },
    'visit.reminder.t30m': {
      subject: 'La teva visita és {{ visit.at_time }}',
      title: 'La teva visita està a punt de començar',
      lead: 'Hola, {{ customer.first_name }}: la teva visita a {{ tenant.name }} està a punt de començar.',
      close: 'Fins ara!',
      whatsapp: `Hola, {{ customer.first_name }}:

La teva visita a {{ tenant.name }} està a punt de començar.

📅 {{ when }}
📍 {{ place }}

Fins ara!`,
      sms: '{{ tenant.name }}: la teva visita comença {{ visit.at_time }} ({{ place | truncate: 60 }}). Fins ara.',
    },
    'visit.rescheduled': {
      subject:
        '{% if visits.size > 1 %}Les teves {{ visits.size }} visites tenen hora nova{% else %}La teva visita passa a {{ visit.when }}{% endif %}',
      title: 'Hora nova',
      lead: 'Hola, {{ customer.first_name }}: ha canviat l’hora de la teva reserva a {{ tenant.name }}.',
      close: 'Si no et va bé, tria una altra hora amb el botó i ho arreglem.',
      whatsapp: `Hola, {{ customer.first_name }}:

Ha canviat l’hora de la teva reserva a {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

Si no et va bé, tria una altra hora i ho arreglem.`,
      sms: '{{ tenant.name }}: la teva reserva té hora nova: {{ short_when }}. Si no et va bé, tria’n una altra: {{ links.manage }}',
      inApp: '{{ when }} · {{ place }}{% if former %} (abans, {{ former.when }}){% endif %}',
    },
    'visit.canceled': {
      subject:
        '{% if visits.size > 1 %}Les teves {{ visits.size }} visites queden anul·lades{% else %}La teva visita de {{ visit.date }} queda anul·lada{% endif %}',
      title: 'Reserva anul·lada',
      lead: 'Hola, {{ customer.first_name }}: la teva reserva a {{ tenant.name }} queda anul·lada.',
      close: 'Si vols una altra hora, escriu-nos i la busquem.',
      whatsapp: `Hola, {{ customer.first_name }}:

La teva reserva a {{ tenant.name }} queda anul·lada.

📅 {{ when }}

Si vols una altra hora, escriu-nos i la busquem.`,
      sms: '{{ tenant.name }}: la teva reserva ({{ short_when }}) queda anul·lada. Si vols una altra hora, digues-nos-ho i la busquem.',
    },
    'visit.no_show': {
      subject: 'T’hem trobat a faltar',
      title: 'T’hem trobat a faltar',
      lead: 'Hola, {{ customer.first_name }}: no ens hem vist a la teva visita a {{ tenant.name }}. Esperem que vagi tot bé.',
      close: 'Si vols una altra hora, escriu-nos i la busquem.',
      whatsapp: `Hola, {{ customer.first_name }}:

No ens hem vist a la teva visita a {{ tenant.name }}. Esperem que vagi tot bé.

📅 {{ when }}

Si vols una altra hora, escriu-nos i la busquem.`,
      sms: '{{ tenant.name }}: no ens hem vist a la teva visita ({{ short_when }}). Esperem que vagi tot bé. Si vols una altra hora, digues-nos-ho i la busquem.',
    },
    'waitlist.matched': {
      subject: 'Ha quedat una hora lliure: {{ visit.when }}',
      title: 'Ha quedat una hora lliure',
      lead: 'Hola, {{ customer.first_name }}: ha quedat lliure una hora a {{ tenant.name }}. Te la guardem fins {{ offer.until }}.',
      close: 'Si no et va bé, no cal que facis res: continues a la llista.',
      whatsapp: `Hola, {{ customer.first_name }}:

Ha quedat lliure una hora a {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

Te la guardem fins {{ offer.until }}. La vols?`,
      sms: '{{ tenant.name }}: ha quedat una hora lliure ({{ short_when }}). Te la guardem fins {{ offer.until }}: {{ links.accept }}',
      inApp: '{{ when }} · {{ place }}. Te la guardem fins {{ offer.until }}.',
    },
  },
  answers: {
    'reply.confirmed': {
      whatsapp: `Gràcies, {{ customer.first_name }}! La teva visita queda confirmada.

📅 {{ when }}
📍 {{ place }}

T’esperem!`,
      sms: '{{ tenant.name }}: gràcies. La teva visita queda confirmada: {{ short_when }}. T’esperem.',
    },
    'reply.canceled': {
      whatsapp: `Fet, {{ customer.first_name }}: la teva visita queda anul·lada. Gràcies per avisar.

📅 {{ when }}

Si vols una altra hora, escriu-nos i la busquem.`,
      sms: '{{ tenant.name }}: fet, la teva visita ({{ short_when }}) queda anul·lada. Gràcies per avisar.',
    },
    'reply.change': {
      whatsapp: `És clar, {{ customer.first_name }}. La teva visita ara és:

📅 {{ when }}
📍 {{ place }}

Tria l’hora que et vagi millor amb aquest enllaç.`,
      sms: '{{ tenant.name }}: és clar, tria l’hora que et vagi millor: {{ links.manage }}',
    },
    'reply.moved_on': {
      whatsapp: `La teva visita ha canviat des d’aquell missatge, {{ customer.first_name }}. Ara és així:

📅 {{ when }}
📍 {{ place }}
Estat: {{ visit.status_label }}.

Què fem?`,
      sms: '{{ tenant.name }}: la teva visita ha canviat des d’aquell missatge. Ara: {{ short_when }} ({{ visit.status_label }}). {{ links.manage }}',
    },
    'reply.not_possible': {
      whatsapp: `Ho sentim, {{ customer.first_name }}: això ja no es pot fer per aquí. La teva visita continua així:

📅 {{ when }}
📍 {{ place }}
Estat: {{ visit.status_label }}.

Truca’ns i ho mirem.`,
      sms: '{{ tenant.name }}: això ja no es pot fer per aquí. La teva visita: {{ short_when }} ({{ visit.status_label }}). Truca’ns i ho mirem.',
    },
  },
  notices: {
    'agent.visit.created': {
      title: 'Visita nova: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }} · {{ place }}',
    },
    'agent.visit.rescheduled': {
      title: 'Canvi d’hora: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }}{% if former %} (abans, {{ former.when }}){% endif %} · {{ place }}',
    },
    'agent.visit.canceled': {
      title: 'Visita anul·lada: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }}',
    },
    'agent.visit.reminder': {
      title: 'Propera visita: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }} · {{ place }}',
    },
    'agent.visit.assigned': {
      title: 'Visita assignada: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }} · {{ place }}',
    },
    'agent.visit.unassigned': {
      title: 'Aquesta visita ja no és teva: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }}',
    },
  },
  buttons: {
    confirm: 'Confirmar',
    change: 'Canviar l’hora',
    cancel: 'Anul·lar',
    see: 'Veure o canviar',
    accept: 'Vull aquesta hora',
  },
  labels: {
    what: 'Visita',
    when: 'Quan',
    where: 'On',
    who: 'Amb',
    before: 'Abans',
    unsubscribe: 'No vull rebre aquests correus',
  },
}
