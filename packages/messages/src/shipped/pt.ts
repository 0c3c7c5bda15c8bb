import type { Occasion, Voice } from './words.ts'

const reminder: Occasion = {
  subject: 'Lembrete da sua visita: {{ visit.when }}',
  title: 'Lembrete da sua visita',
  lead: 'Olá, {{ customer.first_name }}: este é um lembrete da sua visita em {{ tenant.name }}.',
  close: 'Se não puder vir, avise-nos com tempo e daremos a hora a outra pessoa.',
  whatsapp: `Olá, {{ customer.first_name }}:

Este é um lembrete da sua visita em {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

Pode confirmar?`,
  sms: '{{ tenant.name }}: lembrete da sua visita ({{ short_when }}, {{ place | truncate: 60 }}). Confirmar ou alterar: {{ links.manage }}',
}

export const pt: Voice = {
  occasions: {
    'visit.created': {
      subject:
        '{% if visits.size > 1 %}Recebemos as suas {{ visits.size }} reservas{% else %}Recebemos a sua reserva para {{ visit.date }}{% endif %}',
      title: 'Reserva recebida',
      lead: 'Olá, {{ customer.first_name }}: recebemos a sua reserva em {{ tenant.name }}.',
      close: 'Avisamos assim que estiver confirmada.',
      whatsapp: `Olá, {{ customer.first_name }}:

Recebemos a sua reserva em {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

Avisamos assim que estiver confirmada.`,
      sms: '{{ tenant.name }}: recebemos a sua reserva ({{ short_when }}). Avisamos quando estiver confirmada. Ver ou alterar: {{ links.manage }}',
    },
    'visit.confirmed': {
      subject:
        '{% if visits.size > 1 %}As suas {{ visits.size }} visitas estão confirmadas{% else %}A sua visita de {{ visit.date }}, está confirmada{% endif %}',
      title: 'Visita confirmada',
      lead: 'Olá, {{ customer.first_name }}: a sua reserva em {{ tenant.name }} está confirmada.',
      close: 'Até breve!',
      whatsapp: `Olá, {{ customer.first_name }}:

A sua reserva em {{ tenant.name }} está confirmada.

📅 {{ when }}
📍 {{ place }}

Até breve!`,
      sms: '{{ tenant.name }}: a sua reserva fica confirmada ({{ short_when }}). Ver ou alterar: {{ links.manage }}',
    },
    'visit.reminder': reminder,
    'visit.reminder.t24h': reminder,
    'visit.reminder.t2h': {
      subject: 'A sua visita é {{ visit.at_time }}',
      title: 'A sua visita é daqui a pouco',
      lead: 'Olá, {{ customer.first_name }}: a sua visita em {{ tenant.name }} é daqui a pouco.',
      close: 'Até já!',
      whatsapp: `Olá, {{ customer.first_name }}:

A sua visita em {{ tenant.name }} é daqui a pouco.

📅 {{ when }}
📍 {{ place }}

Até já!`,
      sms: '{{ tenant.name }}: a sua visita é daqui a pouco ({{ short_when }}, {{ place | truncate: 60 }}). {{ links.manage }}',
    },
    'visit.reminder.t30m': {
      subject: 'A sua visita é {{ visit.at_time }}',
      title: 'A sua visita está quase a começar',
      lead: 'Olá, {{ customer.first_name }}: a sua visita em {{ tenant.name }} está quase a começar.',
      close: 'Até já!',
      whatsapp: `Olá, {{ customer.first_name }}:

A sua visita em {{ tenant.name }} está quase a começar.

📅 {{ when }}
📍 {{ place }}

Até já!`,
      sms: '{{ tenant.name }}: a sua visita começa {{ visit.at_time }} ({{ place | truncate: 60 }}).',
    },
    'visit.rescheduled': {
      subject:
        '{% if visits.size > 1 %}As suas {{ visits.size }} visitas têm nova hora{% else %}A sua visita passa para {{ visit.when }}{% endif %}',
      title: 'Nova hora',
      lead: 'Olá, {{ customer.first_name }}: a hora da sua reserva em {{ tenant.name }} mudou.',
      close: 'Se não lhe convier, escolha outra hora com o botão e tratamos do resto.',
      whatsapp: `Olá, {{ customer.first_name }}:

A hora da sua reserva em {{ tenant.name }} mudou.

📅 {{ when }}
📍 {{ place }}

Se não lhe convier, escolha outra hora e tratamos do resto.`,
      sms: '{{ tenant.name }}: a sua reserva tem nova hora: {{ short_when }}. Se não lhe convier, escolha outra: {{ links.manage }}',
      inApp: '{{ when }} · {{ place }}{% if former %} (antes, {{ former.when }}){% endif %}',
    },
    'visit.canceled': {
      subject:
        '{% if visits.size > 1 %}As suas {{ visits.size }} visitas foram canceladas{% else %}A sua visita de {{ visit.date }}, foi cancelada{% endif %}',
      title: 'Reserva cancelada',
      lead: 'Olá, {{ customer.first_name }}: a sua reserva em {{ tenant.name }} foi cancelada.',
      close: 'Se quiser outra hora, escreva-nos e procuramos uma.',
      whatsapp: `Olá, {{ customer.first_name }}:

A sua reserva em {{ tenant.name }} foi cancelada.

📅 {{ when }}

Se quiser outra hora, escreva-nos e procuramos uma.`,
      sms: '{{ tenant.name }}: a sua reserva ({{ short_when }}) foi cancelada. Se quiser outra hora, diga-nos e procuramos uma.',
    },
    'visit.no_show': {
      subject: 'Sentimos a sua falta',
      title: 'Sentimos a sua falta',
      lead: 'Olá, {{ customer.first_name }}: não nos vimos na sua visita em {{ tenant.name }}. Esperamos que esteja tudo bem.',
      close: 'Se quiser outra hora, escreva-nos e procuramos uma.',
      whatsapp: `Olá, {{ customer.first_name }}:

Não nos vimos na sua visita em {{ tenant.name }}. Esperamos que esteja tudo bem.

📅 {{ when }}

Se quiser outra hora, escreva-nos e procuramos uma.`,
      sms: '{{ tenant.name }}: sentimos a sua falta na visita ({{ short_when }}). Esperamos que esteja tudo bem. Se quiser outra hora, diga-nos e procuramos uma.',
    },
    'waitlist.matched': {
      subject: 'Ficou uma hora livre: {{ visit.when }}',
      title: 'Ficou uma hora livre',
      lead: 'Olá, {{ customer.first_name }}: ficou livre uma hora em {{ tenant.name }}. Está guardada para si até {{ offer.until }}.',
      close: 'Se não lhe convier, não precisa de fazer nada: continua na lista.',
      whatsapp: `Olá, {{ customer.first_name }}:

Ficou livre uma hora em {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

Está guardada para si até {{ offer.until }}. Quer ficar com ela?`,
      sms: '{{ tenant.name }}: ficou uma hora livre ({{ short_when }}). Fica guardada para si até {{ offer.until }}: {{ links.accept }}',
      inApp: '{{ when }} · {{ place }}. Está guardada para si até {{ offer.until }}.',
    },
  },
  answers: {
    'reply.confirmed': {
      whatsapp: `Obrigado, {{ customer.first_name }}! A sua visita fica confirmada.

📅 {{ when }}
📍 {{ place }}

Até breve!`,
      sms: '{{ tenant.name }}: obrigado. A sua visita fica confirmada: {{ short_when }}.',
    },
    'reply.canceled': {
      whatsapp: `Feito, {{ customer.first_name }}: a sua visita fica cancelada. Obrigado por avisar.

📅 {{ when }}

Se quiser outra hora, escreva-nos e procuramos uma.`,
      sms: '{{ tenant.name }}: feito, a sua visita ({{ short_when }}) fica cancelada. Obrigado por avisar.',
    },
    'reply.change': {
      whatsapp: `Claro, {{ customer.first_name }}. A sua visita é agora:

📅 {{ when }}
📍 {{ place }}

Escolha neste link a hora que mais lhe convier.`,
      sms: '{{ tenant.name }}: claro, escolha a hora que mais lhe convier: {{ links.manage }}',
    },
    'reply.moved_on': {
      whatsapp: `A sua visita mudou desde aquela mensagem, {{ customer.first_name }}. Agora está assim:

📅 {{ when }}
📍 {{ place }}
Estado: {{ visit.status_label }}.

Como prefere fazer?`,
      sms: '{{ tenant.name }}: a sua visita mudou desde aquela mensagem. Agora: {{ short_when }} ({{ visit.status_label }}). {{ links.manage }}',
    },
    'reply.not_possible': {
      whatsapp: `Lamentamos, {{ customer.first_name }}: isto já não se pode fazer por aqui. A sua visita continua assim:

📅 {{ when }}
📍 {{ place }}
Estado: {{ visit.status_label }}.

Telefone-nos e resolvemos.`,
      sms: '{{ tenant.name }}: isto já não se pode fazer por aqui. A sua visita: {{ short_when }} ({{ visit.status_label }}). Telefone-nos e resolvemos.',
    },
  },
  notices: {
    'agent.visit.created': {
      title: 'Nova visita: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }} · {{ place }}',
    },
    'agent.visit.rescheduled': {
      title: 'Mudança de hora: {{ visit.type }}',
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
      title: 'Visita atribuída: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }} · {{ place }}',
    },
    'agent.visit.unassigned': {
      title: 'Esta visita já não é sua: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }}',
    },
  },
  buttons: {
    confirm: 'Confirmar',
    change: 'Mudar a hora',
    cancel: 'Cancelar',
    see: 'Ver ou alterar',
    accept: 'Quero esta hora',
  },
  labels: {
    what: 'Visita',
    when: 'Quando',
    where: 'Onde',
    who: 'Com',
    before: 'Antes',
    unsubscribe: 'Não quero receber estes e-mails',
  },
}
