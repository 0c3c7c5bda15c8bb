import { one, type Words } from './words.ts'

export const spanish: Words = {
  offered: 'Se ofrece: ninguna regla lo impide.',
  sentences: {
    'type configured': ({ type }) => `El tipo de visita «${type}» existe.`,
    'type not-yet': ({ type }) => `El tipo de visita «${type}» todavía no existía.`,
    'type archived': ({ type }) => `El tipo de visita «${type}» está archivado.`,
    'clock shown': ({ when }) => `En el reloj del lugar es el ${when}.`,
    'clock shown-twice': ({ when }) => `Ese día el reloj marca dos veces esa hora; se toma la primera, el ${when}.`,
    'clock skipped': ({ when }) => `Esa hora no existe: ese día el reloj salta hasta el ${when}.`,
    'grid on-grid': ({ count }) => `Es una de las horas de inicio, que van cada ${count} minutos desde la apertura.`,
    'grid off-grid': ({ count, list }) =>
      `No es una hora de inicio: van cada ${count} minutos desde la apertura. Las más cercanas: ${list}.`,
    'grid nothing-that-day': () => 'Ese día no hay ninguna hora de inicio: nadie abre lo suficiente para esta visita.',
    'needs enough': ({ list }) => `Hay libre todo lo que la visita necesita: ${list}.`,
    'needs too-few': ({ list }) => `No hay bastantes recursos que atiendan este tipo, a ninguna hora: ${list}.`,
    'needs none-free': ({ list }) => `No hay libre todo lo que la visita necesita: ${list}.`,
    'needs not-together': ({ list }) => `Hay recursos libres, pero no pueden coincidir en un mismo lugar: ${list}.`,
    'needs does-not-fit': () => 'El recurso pedido no puede atender esta visita.',
    'resource configured': ({ resource }) => `${resource} existe y está en uso.`,
    'resource not-yet': ({ resource }) => `${resource} todavía no existía.`,
    'resource archived': ({ resource }) => `${resource} está archivado.`,
    'serves serves': ({ resource, type }) => `${resource} atiende «${type}».`,
    'serves other-types': ({ resource, type }) => `${resource} no atiende «${type}».`,
    'serves other-kind': ({ resource, type }) => `«${type}» no necesita un recurso de la clase de ${resource}.`,
    'serves elsewhere': ({ resource }) => `${resource} no está en el lugar pedido.`,
    'within-day within': () => 'La visita, con sus márgenes, cabe en un mismo día.',
    'within-day crosses-midnight': ({ before, after }) =>
      `Con sus márgenes (${before} minutos antes, ${after} después) la visita pasaría de medianoche.`,
    'opening-hours open': ({ list }) => `Está abierto a esa hora. ${list}`,
    'opening-hours closed': ({ list }) => `Ese día no abre. ${list}`,
    'opening-hours outside': ({ list }) => `La visita no cabe en el horario de ese día. ${list}`,
    'notice in-time': ({ count }) => `Se pide con la antelación mínima de ${one(count, 'minuto', 'minutos')}.`,
    'notice too-soon': ({ count, when }) =>
      count === '0'
        ? `Esa hora ya había pasado: se podía reservar desde el ${when}.`
        : `Falta antelación: hacen falta ${one(count, 'minuto', 'minutos')}, así que la primera hora posible era el ${when}.`,
    'horizon within': ({ count }) => `Está dentro de los ${count} días que se pueden reservar por adelantado.`,
    'horizon too-far': ({ count, when }) =>
      `Está demasiado lejos: se reserva con ${one(count, 'día', 'días')} de adelanto como mucho, hasta el ${when}.`,
    'horizon too-soon': () => 'Esa fecha queda fuera del calendario.',
    'claims free': () => 'Nadie tiene ocupado ese tiempo.',
    'claims reserved': ({ list }) => `Está reservado: ${list}`,
    'claims held': ({ list }) => `Está retenido por ahora: ${list}`,
    'claims blocked': ({ list }) => `Está bloqueado: ${list}`,
    'claims capacity': ({ count, list }) =>
      count === '1' ? `Su única plaza está ocupada: ${list}` : `Sus ${count} plazas están ocupadas: ${list}`,
  },
  decided: {
    'other-types': () => 'No atiende este tipo.',
    exception: ({ list }) => (list ? `Ese día tiene un horario especial: ${list}.` : 'Ese día cierra por excepción.'),
    weekly: ({ list }) =>
      list ? `Su horario de ese día de la semana: ${list}.` : 'No tiene horario ese día de la semana.',
    'own-holiday': ({ when }) => `Es festivo propio: ${when}.`,
    'public-holiday': ({ when }) => `Es festivo oficial desde las ${when}.`,
  },
  obstacles: {
    reservation: ({ visit, from, until, by }) => `la visita ${visit}, de ${from} a ${until} (${by})`,
    hold: ({ from, until, expires, by }) => `una retención de ${from} a ${until} que vence a las ${expires} (${by})`,
    block: ({ from, until, by }) => `un bloqueo de ${from} a ${until} (${by})`,
    busy: ({ source, from, until, by }) => `el calendario ${source}, ocupado de ${from} a ${until} (${by})`,
  },
  meets: { visit: '', buffer: 'chocan los márgenes', travel: 'no da tiempo a llegar desde el otro lugar' },
  by: ({ actor, role, channel, when }) => `lo hizo ${actor}, ${role}, por ${channel}, el ${when}`,
  kinds: {
    agent: (count) => (count === 1 ? 'agente' : 'agentes'),
    room: (count) => (count === 1 ? 'sala' : 'salas'),
    unit: (count) => (count === 1 ? 'unidad' : 'unidades'),
    vehicle: (count) => (count === 1 ? 'vehículo' : 'vehículos'),
  },
  freeOf: ({ kind, count, free }) => `${count} ${kind} (libres: ${free})`,
}
