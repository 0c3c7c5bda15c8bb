import type { Occasion, Voice } from './words.ts'

const reminder: Occasion = {
  subject: 'See you on {{ visit.when }}',
  title: 'A reminder of your visit',
  lead: 'Hi {{ customer.first_name }}, this is a reminder of your visit at {{ tenant.name }}.',
  close: 'If you can’t make it, let us know in good time and we’ll give your slot to someone else.',
  whatsapp: `Hi {{ customer.first_name }},

This is a reminder of your visit at {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

Can you confirm?`,
  sms: '{{ tenant.name }}: a reminder of your visit ({{ short_when }}, {{ place | truncate: 60 }}). Confirm or change it: {{ links.manage }}',
}

export const en: Voice = {
  occasions: {
    'visit.created': {
      subject:
        '{% if visits.size > 1 %}We’ve received your {{ visits.size }} bookings{% else %}We’ve received your booking for {{ visit.date }}{% endif %}',
      title: 'Booking received',
      lead: 'Hi {{ customer.first_name }}, we’ve received your booking at {{ tenant.name }}.',
      close: 'We’ll let you know as soon as it’s confirmed.',
      whatsapp: `Hi {{ customer.first_name }},

We’ve received your booking at {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

We’ll let you know as soon as it’s confirmed.`,
      sms: '{{ tenant.name }}: we’ve received your booking ({{ short_when }}). We’ll let you know when it’s confirmed. View or change it: {{ links.manage }}',
    },
    'visit.confirmed': {
      subject:
        '{% if visits.size > 1 %}Your {{ visits.size }} visits are confirmed{% else %}Your visit on {{ visit.date }} is confirmed{% endif %}',
      title: 'Visit confirmed',
      lead: 'Hi {{ customer.first_name }}, your booking at {{ tenant.name }} is confirmed.',
      close: 'See you then!',
      whatsapp: `Hi {{ customer.first_name }},

Your booking at {{ tenant.name }} is confirmed.

📅 {{ when }}
📍 {{ place }}

See you then!`,
      sms: '{{ tenant.name }}: your booking is confirmed ({{ short_when }}). See you then. View or change it: {{ links.manage }}',
    },
    'visit.reminder': reminder,
    'visit.reminder.t24h': reminder,
    'visit.reminder.t2h': {
      subject: 'Your visit is {{ visit.at_time }}',
      title: 'See you soon',
      lead: 'Hi {{ customer.first_name }}, your visit at {{ tenant.name }} is coming up.',
      close: 'See you soon!',
      whatsapp: `Hi {{ customer.first_name }},

Your visit at {{ tenant.name }} is coming up.

📅 {{ when }}
📍 {{ place }}

See you soon!`,
      sms: '{{ tenant.name }}: your visit is coming up ({{ short_when }}, {{ place | truncate: 60 }}). See you soon. {{ links.manage }}',
    },
    'visit.reminder.t30m': {
      subject: 'Your visit is {{ visit.at_time }}',
      title: 'Your visit is about to start',
      lead: 'Hi {{ customer.first_name }}, your visit at {{ tenant.name }} is about to start.',
      close: 'See you in a moment!',
      whatsapp: `Hi {{ customer.first_name }},

Your visit at {{ tenant.name }} is about to start.

📅 {{ when }}
📍 {{ place }}

See you in a moment!`,
      sms: '{{ tenant.name }}: your visit starts {{ visit.at_time }} ({{ place | truncate: 60 }}). See you in a moment.',
    },
    'visit.rescheduled': {
      subject:
        '{% if visits.size > 1 %}Your {{ visits.size }} visits have new times{% else %}Your visit is now on {{ visit.when }}{% endif %}',
      title: 'New time',
      lead: 'Hi {{ customer.first_name }}, the time of your booking at {{ tenant.name }} has changed.',
      close: 'If it doesn’t suit you, pick another time with the button and we’ll sort it out.',
      whatsapp: `Hi {{ customer.first_name }},

The time of your booking at {{ tenant.name }} has changed.

📅 {{ when }}
📍 {{ place }}

If it doesn’t suit you, pick another time and we’ll sort it out.`,
      sms: '{{ tenant.name }}: your booking has a new time: {{ short_when }}. If it doesn’t suit you, pick another: {{ links.manage }}',
      inApp: '{{ when }} · {{ place }}{% if former %} (before, {{ former.when }}){% endif %}',
    },
    'visit.canceled': {
      subject:
        '{% if visits.size > 1 %}Your {{ visits.size }} visits are cancelled{% else %}Your visit on {{ visit.date }} is cancelled{% endif %}',
      title: 'Booking cancelled',
      lead: 'Hi {{ customer.first_name }}, your booking at {{ tenant.name }} is cancelled.',
      close: 'If you’d like another time, write to us and we’ll find one.',
      whatsapp: `Hi {{ customer.first_name }},

Your booking at {{ tenant.name }} is cancelled.

📅 {{ when }}

If you’d like another time, write to us and we’ll find one.`,
      sms: '{{ tenant.name }}: your booking ({{ short_when }}) is cancelled. If you’d like another time, tell us and we’ll find one.',
    },
    'visit.no_show': {
      subject: 'We missed you',
      title: 'We missed you',
      lead: 'Hi {{ customer.first_name }}, we didn’t see you at your visit at {{ tenant.name }}. We hope all is well.',
      close: 'If you’d like another time, write to us and we’ll find one.',
      whatsapp: `Hi {{ customer.first_name }},

We didn’t see you at your visit at {{ tenant.name }}. We hope all is well.

📅 {{ when }}

If you’d like another time, write to us and we’ll find one.`,
      sms: '{{ tenant.name }}: we missed you at your visit ({{ short_when }}). We hope all is well. If you’d like another time, tell us and we’ll find one.',
    },
    'waitlist.matched': {
      subject: 'A time has opened up: {{ visit.when }}',
      title: 'A time has opened up',
      lead: 'Hi {{ customer.first_name }}, a time has opened up at {{ tenant.name }}. We’re holding it for you until {{ offer.until }}.',
      close: 'If it doesn’t suit you, there’s nothing you need to do: you stay on the list.',
      whatsapp: `Hi {{ customer.first_name }},

A time has opened up at {{ tenant.name }}.

📅 {{ when }}
📍 {{ place }}

We’re holding it for you until {{ offer.until }}. Would you like it?`,
      sms: '{{ tenant.name }}: a time has opened up ({{ short_when }}). We’re holding it for you until {{ offer.until }}: {{ links.accept }}',
      inApp: '{{ when }} · {{ place }}. We’re holding it for you until {{ offer.until }}.',
    },
  },
  answers: {
    'reply.confirmed': {
      whatsapp: `Thank you, {{ customer.first_name }}! Your visit is confirmed.

📅 {{ when }}
📍 {{ place }}

See you then!`,
      sms: '{{ tenant.name }}: thank you. Your visit is confirmed: {{ short_when }}. See you then.',
    },
    'reply.canceled': {
      whatsapp: `Done, {{ customer.first_name }}: your visit is cancelled. Thanks for letting us know.

📅 {{ when }}

If you’d like another time, write to us and we’ll find one.`,
      sms: '{{ tenant.name }}: done, your visit ({{ short_when }}) is cancelled. Thanks for letting us know.',
    },
    'reply.change': {
      whatsapp: `Of course, {{ customer.first_name }}. Your visit is now:

📅 {{ when }}
📍 {{ place }}

Pick the time that suits you best with this link.`,
      sms: '{{ tenant.name }}: of course, pick the time that suits you best: {{ links.manage }}',
    },
    'reply.moved_on': {
      whatsapp: `Your visit has changed since that message, {{ customer.first_name }}. This is how it stands:

📅 {{ when }}
📍 {{ place }}
Status: {{ visit.status_label }}.

What would you like to do?`,
      sms: '{{ tenant.name }}: your visit has changed since that message. It is now: {{ short_when }} ({{ visit.status_label }}). {{ links.manage }}',
    },
    'reply.not_possible': {
      whatsapp: `Sorry, {{ customer.first_name }}: this can no longer be done here. This is how your visit stands:

📅 {{ when }}
📍 {{ place }}
Status: {{ visit.status_label }}.

Give us a call and we’ll sort it out.`,
      sms: '{{ tenant.name }}: this can no longer be done here. Your visit: {{ short_when }} ({{ visit.status_label }}). Give us a call and we’ll sort it out.',
    },
  },
  notices: {
    'agent.visit.created': {
      title: 'New visit: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }} · {{ place }}',
    },
    'agent.visit.rescheduled': {
      title: 'New time: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }}{% if former %} (before, {{ former.when }}){% endif %} · {{ place }}',
    },
    'agent.visit.canceled': {
      title: 'Visit cancelled: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }}',
    },
    'agent.visit.reminder': {
      title: 'Next visit: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }} · {{ place }}',
    },
    'agent.visit.assigned': {
      title: 'Visit assigned: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }} · {{ place }}',
    },
    'agent.visit.unassigned': {
      title: 'No longer your visit: {{ visit.type }}',
      body: '{{ customer.full_name }} · {{ when }}',
    },
  },
  buttons: {
    confirm: 'Confirm',
    change: 'Change time',
    cancel: 'Cancel',
    see: 'View or change',
    accept: 'I’ll take it',
  },
  labels: {
    what: 'Visit',
    when: 'When',
    where: 'Where',
    who: 'With',
    before: 'Before',
    unsubscribe: 'Stop these e-mails',
  },
}
