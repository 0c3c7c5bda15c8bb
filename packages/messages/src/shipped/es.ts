import type { Occasion, Voice } from './words.ts'

const reminder: Occasion = {
  subject: 'Te esperamos el {{ visit.when }}',
  title: 'Te recordamos tu visita',
  lead: 'Hola, {{ customer.first_name }}: te recordamos tu visita en {{ tenant.name }}.',
  close: 'Si no puedes venir, avísanos con tiempo y le daremos la hora a otra persona.',
  whatsapp: `Hola, {{ customer.first_name }}:

Te recordamos tu visita en {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

¿Nos la confirmas?`,
  sms: '{{ tenant.name }}: te recordamos tu visita ({{ short_when }}, {{ place | truncate: 60 }}). Confirmarla o cambiarla: {{ links.manage }}',
}

export const es: Voice = {
  occasions: {
    'visit.created': {
      subject:
        '{% if visits.size > 1 %}Hemos recibido tus {{ visits.size }} reservas{% else %}Hemos recibido tu reserva para el {{ visit.date }}{% endif %}',
      title: 'Reserva recibida',
      lead: 'Hola, {{ customer.first_name }}: hemos recibido tu reserva en {{ tenant.name }}.',
      close: 'Te avisaremos en cuanto esté confirmada.',
      whatsapp: `Hola, {{ customer.first_name }}:

Hemos recibido tu reserva en {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

Te avisaremos en cuanto esté confirmada.`,
      sms: '{{ tenant.name }}: hemos recibido tu reserva ({{ short_when }}). Te avisaremos cuando se confirme. Verla o cambiarla: {{ links.manage }}',
    },
    'visit.confirmed': {
      subject:
        '{% if visits.size > 1 %}Tus {{ visits.size }} visitas están confirmadas{% else %}Tu visita del {{ visit.date }} está confirmada{% endif %}',
      title: 'Visita confirmada',
      lead: 'Hola, {{ customer.first_name }}: tu reserva en {{ tenant.name }} está confirmada.',
      close: '¡Te esperamos!',
      whatsapp: `Hola, {{ customer.first_name }}:

Tu reserva en {{ tenant.name }} está confirmada.

📅 {{ when }}
📍 {{ place }}

¡Te esperamos!`,
      sms: '{{ tenant.name }}: tu reserva queda confirmada ({{ short_when }}). Te esperamos. Verla o cambiarla: {{ links.manage }}',
    },
    'visit.reminder': reminder,
    'visit.reminder.t24h': reminder,
    'visit.reminder.t2h': {
      subject: 'Tu visita es {{ visit.at_time }}',
      title: 'Nos vemos dentro de poco',
      lead: 'Hola, {{ customer.first_name }}: tu visita en {{ tenant.name }} es dentro de poco.',
      close: '¡Te esperamos!',
      whatsapp: `Hola, {{ customer.first_name }}:

Tu visita en {{ tenant.name }} es dentro de poco.

📅 {{ when }}
📍 {{ place }}

¡Te esperamos!`,
      sms: '{{ tenant.name }}: tu visita es dentro de poco ({{ short_when }}, {{ place | truncate: 60 }}). Te esperamos. {{ links.manage }}',
    },
    'visit.reminder.t30m': {
      subject: 'Tu visita es {{ visit.at_time }}',
      title: 'Tu visita está a punto de empezar',
      lead: 'Hola, {{ customer.first_name }}: tu visita en {{ tenant.name }} está a punto de empezar.',
      close: '¡Hasta ahora!',
      whatsapp: `Hola, {{ customer.first_name }}:

Tu visita en {{ tenant.name }} está a punto de empezar.

📅 {{ when }}
📍 {{ place }}

¡Hasta ahora!`,
      sms: '{{ tenant.name }}: tu visita empieza {{ visit.at_time }} ({{ place | truncate: 60 }}). Hasta ahora.',
    },
    'visit.rescheduled': {
      subject:
        '{% if visits.size > 1 %}Tus {{ visits.size }} visitas tienen nueva hora{% else %}Tu visita pasa al {{ visit.when }}{% endif %}',
      title: 'Nueva hora',
      lead: 'Hola, {{ customer.first_name }}: ha cambiado la hora de tu reserva en {{ tenant.name }}.',
      close: 'Si no te va bien, elige otra hora con el botón y lo arreglamos.',
      whatsapp: `Hola, {{ customer.first_name }}:

Ha cambiado la hora de tu reserva en {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

Si no te va bien, elige otra hora y lo arreglamos.`,
      sms: '{{ tenant.name }}: tu reserva tiene nueva hora: {{ short_when }}. Si no te va bien, elige otra: {{ links.manage }}',
      inApp: '{{ when }} · {{ place }}{% if former %} (antes, {{ former.when }}){% endif %}',
    },
    'visit.canceled': {
      subject:
        '{% if visits.size > 1 %}Tus {{ visits.size }} visitas quedan canceladas{% else %}Tu visita del {{ visit.date }} queda cancelada{% endif %}',
      title: 'Reserva cancelada',
      lead: 'Hola, {{ customer.first_name }}: tu reserva en {{ tenant.name }} queda cancelada.',
      close: 'Si quieres otra hora, escríbenos y la buscamos.',
      whatsapp: `Hola, {{ customer.first_name }}:

Tu reserva en {{ tenant.name }} queda cancelada.

📅 {{ when }}

Si quieres otra hora, escríbenos y la buscamos.`,
      sms: '{{ tenant.name }}: tu reserva ({{ short_when }}) queda cancelada. Si quieres otra hora, dinos y la buscamos.',
    },
    'visit.no_show': {
      subject: 'Te hemos echado de menos',
      title: 'Te hemos echado de menos',
      lead: 'Hola, {{ customer.first_name }}: no nos hemos visto en tu visita en {{ tenant.name }}. Esperamos que vaya todo bien.',
      close: 'Si quieres otra hora, escríbenos y la buscamos.',
      whatsapp: `Hola, {{ customer.first_name }}:

No nos hemos visto en tu visita en {{ tenant.name }}. Esperamos que vaya todo bien.

📅 {{ when }}

Si quieres otra hora, escríbenos y la buscamos.`,
      sms: '{{ tenant.name }}: no nos hemos visto en tu visita ({{ short_when }}). Esperamos que vaya todo bien. Si quieres otra hora, dinos y la buscamos.',
    },
    'waitlist.matched': {
      subject: 'Ha quedado una hora libre: {{ visit.when }}',
      title: 'Ha quedado una hora libre',
      lead: 'Hola, {{ customer.first_name }}: ha quedado libre una hora en {{ tenant.name }}. Te la guardamos hasta {{ offer.until }}.',
      close: 'Si no te va bien, no tienes que hacer nada: sigues en la lista.',
      whatsapp: `Hola, {{ customer.first_name }}:

Ha quedado libre una hora en {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

Te la guardamos hasta {{ offer.until }}. ¿La quieres?`,
      sms: '{{ tenant.name }}: ha quedado una hora libre ({{ short_when }}). Te la guardamos hasta {{ offer.until }}: {{ links.accept }}',
      inApp: '{{ when }} · {{ place }}. Te la guardamos hasta {{ offer.until }}.',
    },
  },
  answers: {
    'reply.confirmed': {
      whatsapp: `¡Gracias, {{ customer.first_name }}! Tu visita queda confirmada.

📅 {{ when }}
📍 {{ place }}

¡Te esperamos!`,
      sms: '{{ tenant.name }}: gracias. Tu visita queda confirmada: {{ short_when }}. Te esperamos.',
    },
    'reply.canceled': {
      whatsapp: `Hecho, {{ customer.first_name }}: tu visita queda cancelada. Gracias por avisar.

📅 {{ when }}

Si quieres otra hora, escríbenos y la buscamos.`,
      sms: '{{ tenant.name }}: hecho, tu visita ({{ short_when }}) queda cancelada. Gracias por avisar.',
    },
    'reply.change': {
      whatsapp: `Claro, {{ customer.first_name }}. Tu visita es ahora:

📅 {{ when }}
📍 {{ place }}

Elige la hora que mejor te vaya con este enlace.`,
      sms: '{{ tenant.name }}: claro, elige la hora que mejor te vaya: {{ links.manage }}',
    },
    'reply.moved_on': {
      whatsapp: `Tu visita ha cambiado desde aquel mensaje, {{ customer.first_name }}. Ahora está así:

📅 {{ when }}
📍 {{ place }}
Estado: {{ visit.status_label }}.

¿Qué hacemos?`,
      sms: '{{ tenant.name }}: tu visita ha cambiado desde aquel mensaje. Ahora: {{ short_when }} ({{ visit.status_label }}). {{ links.manage }}',
    },
    'reply.not_possible': {
      whatsapp: `Lo sentimos, {{ customer.first_name }}: esto ya no se puede hacer por aquí. Tu visita sigue así:

📅 {{ when }}
📍 {{ place }}
Estado: {{ visit.status_label }}.

Llámanos y lo vemos.`,
      sms: '{{ tenant.name }}: esto ya no se puede hacer por aquí. Tu visita: {{ short_when }} ({{ visit.status_label }}). Llámanos y lo vemos.',
    },
  },
  notices: {
    'agent.visit.created': {
      title: 'Nueva visita: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }} · {{ place }}',
    },
    'agent.visit.rescheduled': {
      title: 'Cambio de hora: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }}{% if former %} (antes, {{ former.when }}){% endif %} · {{ place }}',
    },
    'agent.visit.canceled': {
      title: 'Visita cancelada: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }}',
    },
    'agent.visit.reminder': {
      title: 'Próxima visita: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }} · {{ place }}',
    },
    'agent.visit.assigned': {
      title: 'Visita asignada: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }} · {{ place }}',
    },
    'agent.visit.unassigned': {
      title: 'Esta visita ya no es tuya: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }}',
    },
  },
  buttons: {
    confirm: 'Confirmar',
    change: 'Cambiar hora',
    cancel: 'Cancelar',
    see: 'Ver o cambiar',
    accept: 'Quiero esta hora',
  },
  labels: {
    what: 'Visita',
    when: 'Cuándo',
    where: 'Dónde',
    who: 'Con',
    before: 'Antes',
    unsubscribe: 'No quiero recibir estos correos',
  },
}
