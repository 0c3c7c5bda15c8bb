import { one, type Words } from './words.ts'

export const catalan: Words = {
  offered: 'S’ofereix: cap regla no ho impedeix.',
  sentences: {
    'type configured': ({ type }) => `El tipus de visita «${type}» existeix.`,
    'type not-yet': ({ type }) => `El tipus de visita «${type}» encara no existia.`,
    'type archived': ({ type }) => `El tipus de visita «${type}» està arxivat.`,
    'clock shown': ({ when }) => `Al rellotge del lloc és el ${when}.`,
    'clock shown-twice': ({ when }) =>
      `Aquell dia el rellotge marca dues vegades aquesta hora; es pren la primera, el ${when}.`,
    'clock skipped': ({ when }) => `Aquesta hora no existeix: aquell dia el rellotge salta fins al ${when}.`,
    'grid on-grid': ({ count }) => `És una de les hores d’inici, que van cada ${count} minuts des de l’obertura.`,
    'grid off-grid': ({ count, list }) =>
      `No és una hora d’inici: van cada ${count} minuts des de l’obertura. Les més properes: ${list}.`,
    'grid nothing-that-day': () => 'Aquell dia no hi ha cap hora d’inici: ningú no obre prou per a aquesta visita.',
    'needs enough': ({ list }) => `És lliure tot el que la visita necessita: ${list}.`,
    'needs too-few': ({ list }) => `No hi ha prou recursos que atenguin aquest tipus, a cap hora: ${list}.`,
    'needs none-free': ({ list }) => `No és lliure tot el que la visita necessita: ${list}.`,
    'needs not-together': ({ list }) => `Hi ha recursos lliures, però no poden coincidir en un mateix lloc: ${list}.`,
    'needs does-not-fit': () => 'El recurs demanat no pot atendre aquesta visita.',
    'resource configured': ({ resource }) => `${resource} existeix i està en ús.`,
    'resource not-yet': ({ resource }) => `${resource} encara no existia.`,
    'resource archived': ({ resource }) => `${resource} està arxivat.`,
    'serves serves': ({ resource, type }) => `${resource} atén «${type}».`,
    'serves other-types': ({ resource, type }) => `${resource} no atén «${type}».`,
    'serves other-kind': ({ resource, type }) => `«${type}» no necessita cap recurs de la classe de ${resource}.`,
    'serves elsewhere': ({ resource }) => `${resource} no és al lloc demanat.`,
    'within-day within': () => 'La visita, amb els seus marges, cap en un mateix dia.',
    'within-day crosses-midnight': ({ before, after }) =>
      `Amb els seus marges (${before} minuts abans, ${after} després) la visita passaria de mitjanit.`,
    'opening-hours open': ({ list }) => `És obert a aquella hora. ${list}`,
    'opening-hours closed': ({ list }) => `Aquell dia no obre. ${list}`,
    'opening-hours outside': ({ list }) => `La visita no cap en l’horari d’aquell dia. ${list}`,
    'notice in-time': ({ count }) => `Es demana amb l’antelació mínima de ${one(count, 'minut', 'minuts')}.`,
    'notice too-soon': ({ count, when }) =>
      count === '0'
        ? `Aquella hora ja havia passat: es podia reservar des del ${when}.`
        : `Falta antelació: calen ${one(count, 'minut', 'minuts')}, així que la primera hora possible era el ${when}.`,
    'horizon within': ({ count }) => `És dins dels ${count} dies que es poden reservar per avançat.`,
    'horizon too-far': ({ count, when }) =>
      `És massa lluny: es reserva amb ${one(count, 'dia', 'dies')} d’avançada com a molt, fins al ${when}.`,
    'horizon too-soon': () => 'Aquesta data queda fora del calendari.',
    'claims free': () => 'Ningú no té ocupat aquest temps.',
    'claims reserved': ({ list }) => `Està reservat: ${list}`,
    'claims held': ({ list }) => `Està retingut de moment: ${list}`,
    'claims blocked': ({ list }) => `Està bloquejat: ${list}`,
    'claims capacity': ({ count, list }) =>
      count === '1' ? `La seva única plaça està ocupada: ${list}` : `Les seves ${count} places estan ocupades: ${list}`,
  },
  decided: {
    'other-types': () => 'No atén aquest tipus.',
    exception: ({ list }) => (list ? `Aquell dia té un horari especial: ${list}.` : 'Aquell dia tanca per excepció.'),
    weekly: ({ list }) =>
      list ? `L’horari d’aquell dia de la setmana: ${list}.` : 'No té horari aquell dia de la setmana.',
    'own-holiday': ({ when }) => `És festiu propi: ${when}.`,
    'public-holiday': ({ when }) => `És festiu oficial des de les ${when}.`,
  },
  obstacles: {
    reservation: ({ visit, from, until, by }) => `la visita ${visit}, de ${from} a ${until} (${by})`,
    hold: ({ from, until, expires, by }) => `una retenció de ${from} a ${until} que venç a les ${expires} (${by})`,
    block: ({ from, until, by }) => `un bloqueig de ${from} a ${until} (${by})`,
    busy: ({ source, from, until, by }) => `el calendari ${source}, ocupat de ${from} a ${until} (${by})`,
  },
  meets: { visit: '', buffer: 'xoquen els marges', travel: 'no hi ha temps d’arribar des de l’altre lloc' },
  by: ({ actor, role, channel, when }) => `ho va fer ${actor}, ${role}, per ${channel}, el ${when}`,
  kinds: {
    agent: (count) => (count === 1 ? 'agent' : 'agents'),
    room: (count) => (count === 1 ? 'sala' : 'sales'),
    unit: (count) => (count === 1 ? 'unitat' : 'unitats'),
    vehicle: (count) => (count === 1 ? 'vehicle' : 'vehicles'),
  },
  freeOf: ({ kind, count, free }) => `${count} ${kind} (lliures: ${free})`,
}
